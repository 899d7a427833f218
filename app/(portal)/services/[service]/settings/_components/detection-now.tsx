import { WithCode } from "@/components/release/with-code";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import type { RepositoryPreview } from "@/lib/delivery/contract";

type DetectionNowProps = {
  preview: RepositoryPreview | undefined;
  looking: boolean;
  problem: string | undefined;
};

/** What `slipway.yaml` and detection would choose for the newest commit, without the corrections below. */
export function DetectionNow({ preview, looking, problem }: DetectionNowProps) {
  if (problem) {
    return (
      <Notice tone="warn" title="The repository could not be read just now.">
        {problem}
      </Notice>
    );
  }
  if (!preview) {
    return looking ? (
      <output aria-label="Looking at the repository" className="block rounded-md bg-surface-2 p-3">
        <Skeleton className="h-4 w-2/3" />
        <Skeleton className="mt-2 h-4 w-1/2" />
      </output>
    ) : null;
  }
  if (preview.problem) {
    return (
      <Notice tone="warn" title="Detection alone cannot tell how to run it.">
        {preview.problem}
      </Notice>
    );
  }
  return (
    <section aria-label="What detection finds" className="rounded-md bg-surface-2 px-4 py-3">
      <h3 className="font-medium">What is found in the newest commit</h3>
      <ul className="mt-1 flex list-disc flex-col gap-0.5 pl-4 text-fg-muted marker:text-fg-subtle">
        {preview.explanation.map((sentence) => (
          <li key={sentence} className="[overflow-wrap:anywhere]">
            <WithCode text={sentence} />
          </li>
        ))}
      </ul>
    </section>
  );
}
