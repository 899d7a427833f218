import { ArrowRightIcon } from "@/components/icons";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";

import { STARTING_POINTS } from "./starting-point-list";

/** Ways to begin, where nobody wrote a pipeline yet. Each opens the editor and changes nothing before it is saved. */
export function StartingPoints({ to }: { to: string }) {
  return (
    <Section title="Begin with" description="Each opens the editor; nothing holds before you save.">
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        {STARTING_POINTS.map(({ name, title, means }) => (
          <li
            key={name}
            className="relative flex flex-col gap-1 rounded-lg border bg-surface px-4 py-3 hover:bg-surface-2"
          >
            <TextLink
              to={`${to}?start=${name}`}
              tone="quiet"
              className="stretched flex items-center justify-between font-medium"
            >
              {title}
              <ArrowRightIcon size={14} className="text-fg-muted" />
            </TextLink>
            <span className="text-fg-muted">{means}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
