import { TextLink } from "@/components/ui/text-link";

/** From a chart to its question, where it can be asked differently. */
export function ExploreLink({ to, title }: { to: string; title: string }) {
  return (
    <TextLink to={to}>
      Explore<span className="sr-only">: {title}</span>
    </TextLink>
  );
}
