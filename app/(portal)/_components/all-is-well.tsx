import { CheckCircleIcon } from "@/components/icons";
import { RelativeTime } from "@/components/time/relative-time";

/** In the place of the list of problems. `lastChangeAt` is when something changed last. */
export function AllIsWell({ lastChangeAt }: { lastChangeAt: string | null }) {
  return (
    <p className="flex items-center gap-2 rounded-lg border bg-surface px-4 py-3 text-fg-muted">
      <CheckCircleIcon className="text-ok" />
      <span>
        Everything that runs is healthy.
        {lastChangeAt && (
          <>
            {" "}
            Last change: <RelativeTime at={lastChangeAt} />.
          </>
        )}
      </span>
    </p>
  );
}
