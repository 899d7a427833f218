import { LockIcon } from "@/components/icons";
import { RelativeTime } from "@/components/time/relative-time";
import { Button } from "@/components/ui/button";
import { Person } from "@/components/ui/person";
import { TextLink } from "@/components/ui/text-link";
import type { QuarantineView } from "@/lib/gates/contract";

type QuarantineNoticeProps = {
  quarantine: QuarantineView;
  /** Undefined for whoever may not. */
  onLift: (() => void) | undefined;
};

/** Why nobody deploys a release, who said so, and the way out. */
export function QuarantineNotice({ quarantine, onLift }: QuarantineNoticeProps) {
  const { reason, link, createdByName, createdAt } = quarantine;
  return (
    <section
      aria-label="Quarantine"
      className="flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg border border-fail-border bg-fail-bg px-3.5 py-2.5"
    >
      <LockIcon className="mt-0.5 text-fail" />
      <div className="min-w-0 flex-1 basis-48 [overflow-wrap:anywhere]">
        <p className="font-medium">In quarantine: {reason}</p>
        <p className="flex flex-wrap items-center gap-x-2 text-fg-muted">
          <Person name={createdByName} />
          <RelativeTime at={createdAt} />
          {link && (
            <TextLink to={link} external className="min-w-0">
              {link.replace(/^https?:\/\//, "")}
            </TextLink>
          )}
        </p>
      </div>
      {onLift && <Button onClick={onLift}>Lift…</Button>}
    </section>
  );
}
