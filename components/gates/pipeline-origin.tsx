import { RelativeTime } from "@/components/time/relative-time";
import { TextLink } from "@/components/ui/text-link";
import type { PipelineView } from "@/lib/gates/contract";

/** Where a pipeline comes from, and who said so when. `isTemplate`: it is shown as the template itself. */
export function PipelineOrigin({
  pipeline,
  isTemplate = false,
}: {
  pipeline: PipelineView;
  isTemplate?: boolean;
}) {
  const { origin, version, updatedByName, updatedAt } = pipeline;
  if (origin === "environments") {
    return "Nobody wrote a pipeline. Releases go through the environments by hand, and nothing but freezes and quarantine holds them.";
  }
  return (
    <>
      {origin === "own" && "Of its own"}
      {origin === "template" && isTemplate && "For every service that has none of its own"}
      {origin === "template" && !isTemplate && (
        <>
          From the <TextLink to="/settings/pipeline">template</TextLink>
        </>
      )}
      {updatedAt && (
        <>
          {`, version ${version}, by ${updatedByName}, `}
          <RelativeTime at={updatedAt} />
        </>
      )}
      .
    </>
  );
}
