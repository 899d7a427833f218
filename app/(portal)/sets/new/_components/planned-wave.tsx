import { isGrave, migrationsTitle } from "@/components/delivery/planned-migrations";
import { ReasonLine } from "@/components/delivery/reason-line";
import { releaseName } from "@/components/delivery/release-name";
import { DatabaseIcon } from "@/components/icons";
import { Duration } from "@/components/time/duration";
import { Badge } from "@/components/ui/badge";
import type { PlannedMember, PlannedMigrations } from "@/lib/delivery/contract";

/** One wave of a plan: what goes at the same time, and what stands in its way. */
export function PlannedWave({
  number,
  to,
  members,
}: {
  number: number;
  to: string;
  members: PlannedMember[];
}) {
  return (
    <article aria-label={`Wave ${number}`} className="rounded-lg border bg-surface">
      <h3 className="border-b px-4 py-2 font-medium">Wave {number}</h3>
      <ul className="divide-y divide-border">
        {members.map(({ service, release, replaces, estimateMs, migrations, blockers }) => (
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
            {blockers.map((blocker) => (
              <div
                key={`${blocker.code}:${blocker.message}`}
                className="flex flex-wrap items-start gap-x-2 text-fg-muted"
              >
                <Badge tone={blocker.refuses ? "fail" : "warn"}>
                  {blocker.refuses ? "Not possible" : "Will wait"}
                </Badge>
                <div className="min-w-0 flex-1">
                  <ReasonLine reason={blocker} />
                </div>
              </div>
            ))}
            {migrations && <Migrating planned={migrations} to={to} />}
          </li>
        ))}
      </ul>
    </article>
  );
}

function Migrating({ planned, to }: { planned: PlannedMigrations; to: string }) {
  const { migrations, consequences } = planned;
  return (
    <div className="flex flex-wrap items-start gap-x-2 text-fg-muted">
      <Badge tone={isGrave(planned) ? "warn" : "info"} icon={DatabaseIcon}>
        Database
      </Badge>
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <p>
          {migrationsTitle(planned, to)}
          {migrations.length > 0 &&
            `: ${migrations.map(({ name, class: of }) => `${name} (${of})`).join(", ")}`}
          .
        </p>
        {consequences.map((consequence) => (
          <p key={consequence}>{consequence}</p>
        ))}
      </div>
    </div>
  );
}
