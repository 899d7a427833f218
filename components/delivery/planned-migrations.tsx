import { Notice } from "@/components/ui/notice";
import type { PlannedMigrations as Planned } from "@/lib/delivery/contract";

import { counted } from "./counted";
import { MigrationList } from "./migration-list";

type PlannedMigrationsProps = { planned: Planned | null; environment: string };

/** What a deployment will do to the database of an environment, and what that means for what serves there. */
export function PlannedMigrations({ planned, environment }: PlannedMigrationsProps) {
  if (!planned) return null;
  const { migrations, consequences } = planned;
  return (
    <section aria-label="Database" className="flex flex-col gap-2">
      <Notice tone={isGrave(planned) ? "warn" : "info"} title={migrationsTitle(planned, environment)}>
        {consequences.length === 1 && <p>{consequences[0]}</p>}
        {consequences.length > 1 && (
          <ul className="flex list-disc flex-col gap-0.5 pl-4">
            {consequences.map((consequence) => (
              <li key={consequence}>{consequence}</li>
            ))}
          </ul>
        )}
        {migrations.length > 0 && (
          <div className="mt-2 border-t border-border pt-2 text-fg">
            <MigrationList label="Migrations that will be applied" migrations={migrations} />
          </div>
        )}
      </Notice>
    </section>
  );
}

/** What serves may break by it, or cannot be gone back to. */
export const isGrave = ({ mayBreak, wayBack, isSeen }: Planned): boolean =>
  mayBreak || !isSeen || (wayBack !== null && wayBack !== "safe");

export function migrationsTitle({ command, migrations, isSeen }: Planned, environment: string): string {
  if (!isSeen) return `Migrates the database of ${environment}`;
  if (migrations.length > 0) return `Applies ${counted(migrations.length, "migration")} in ${environment}`;
  return command === null
    ? `No migration in ${environment}, and no safe way back`
    : `Runs the migrate command in ${environment}; nothing is pending`;
}
