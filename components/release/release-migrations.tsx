import { counted } from "@/components/delivery/counted";
import { MigrationClassBadge, migrationSentence } from "@/components/delivery/migration-class";
import { MigrationList } from "@/components/delivery/migration-list";
import { Panel } from "@/components/ui/panel";
import type { ReleaseView } from "@/lib/delivery/contract";

/** What a release brings to the database: the new migrations, with the earlier ones behind a click. */
export function ReleaseMigrations({ release }: { release: ReleaseView }) {
  const { migrations, migrationClass } = release;
  const shown = migrations.filter(({ isNew, isEdited }) => isNew || isEdited);
  const earlier = migrations.filter((migration) => !shown.includes(migration));
  if (migrationClass === null || (migrations.length === 0 && migrationClass === "none")) return null;
  return (
    <Panel
      title="Migrations"
      description={
        migrationClass === "none"
          ? "Nothing new since the release before."
          : migrationSentence(migrationClass)
      }
      actions={<MigrationClassBadge value={migrationClass} />}
    >
      {shown.length > 0 && <MigrationList label="New migrations" migrations={shown} />}
      {migrations.length === 0 && (
        <p className="text-fg-muted">
          No SQL files were found, so this is what <code className="code">slipway.yaml</code> declares, or
          does not declare.
        </p>
      )}
      {earlier.length > 0 && (
        <details className={shown.length > 0 ? "mt-3 border-t pt-3" : ""}>
          <summary className="text-fg-muted">{counted(earlier.length, "earlier migration")}</summary>
          <div className="mt-3">
            <MigrationList label="Earlier migrations" migrations={earlier} />
          </div>
        </details>
      )}
    </Panel>
  );
}
