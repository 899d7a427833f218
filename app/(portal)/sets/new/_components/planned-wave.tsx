import { releaseName } from "@/components/delivery/release-name";
import { Duration } from "@/components/time/duration";
import { Badge } from "@/components/ui/badge";
import type { PlannedMember } from "@/lib/delivery/contract";

/** One wave of a plan: what goes at the same time, and what stands in its way. */
export function PlannedWave({ number, members }: { number: number; members: PlannedMember[] }) {
  return (
    <article aria-label={`Wave ${number}`} className="rounded-lg border bg-surface">
      <h3 className="border-b px-4 py-2 font-medium">Wave {number}</h3>
      <ul className="divide-y divide-border">
        {members.map(({ service, release, replaces, estimateMs, blockers }) => (
          <li key={service.id} className="flex flex-col gap-1 px-4 py-2">
            <span className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
              <span className="font-medium [overflow-wrap:anywhere]">{service.name}</span>
              <span className="text-fg-muted">
                {replaces ? `${releaseName(replaces)} → ` : "First time, "}
                {release ? releaseName(release) : "nothing"}
              </span>
              {estimateMs !== null && (
                <span className="ml-auto text-fg-muted">
                  about <Duration ms={estimateMs} />
                </span>
              )}
            </span>
            {blockers.map(({ code, message, refuses }) => (
              <span key={`${code}:${message}`} className="flex flex-wrap items-start gap-x-2 text-fg-muted">
                <Badge tone={refuses ? "fail" : "warn"}>{refuses ? "Not possible" : "Will wait"}</Badge>
                <span className="min-w-0 flex-1">{message}</span>
              </span>
            ))}
          </li>
        ))}
      </ul>
    </article>
  );
}
