import { counted } from "@/components/delivery/counted";
import { Badge } from "@/components/ui/badge";
import type { MigrationRunView } from "@/lib/delivery/contract";

/** The migrations that the database had after a run, those of the run marked; nothing where nobody was asked. */
export function AppliedVersions({ run }: { run: MigrationRunView }) {
  const { appliedBefore, appliedAfter } = run;
  if (!appliedAfter || appliedAfter.length === 0) return null;
  return (
    <details className="col-start-2">
      <summary className="w-fit rounded-sm text-fg-muted">
        {counted(appliedAfter.length, "migration")} in the database
      </summary>
      <ul className="mt-1.5 flex flex-wrap gap-x-2 gap-y-1" aria-label="Migrations in the database">
        {appliedAfter.map((name) => (
          <li key={name} className="inline-flex items-center gap-1">
            <code className="code [overflow-wrap:anywhere]">{name}</code>
            {appliedBefore && !appliedBefore.includes(name) && <Badge>New</Badge>}
          </li>
        ))}
      </ul>
    </details>
  );
}
