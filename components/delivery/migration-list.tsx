import { Badge } from "@/components/ui/badge";
import type { MigrationView } from "@/lib/delivery/contract";

import { MigrationClassBadge } from "./migration-class";

type Listed = Pick<MigrationView, "name" | "class" | "why" | "hasDown"> & Partial<MigrationView>;

/** Migrations with what each does, in the order of their application. */
export function MigrationList({ label, migrations }: { label: string; migrations: readonly Listed[] }) {
  return (
    <ul aria-label={label} className="divide-y divide-border">
      {migrations.map((migration) => (
        <li key={migration.name} className="flex flex-col gap-0.5 py-2 first:pt-0 last:pb-0">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <code className="code [overflow-wrap:anywhere]">{migration.name}</code>
            <MigrationClassBadge value={migration.class} />
            {migration.isEdited && <Badge tone="warn">Edited</Badge>}
          </span>
          <span className="text-xs text-fg-muted [overflow-wrap:anywhere]">{aboutOf(migration)}</span>
        </li>
      ))}
    </ul>
  );
}

function aboutOf({ why, hasDown, isDeclared, isEdited }: Listed): string {
  const what = why.length > 0 ? sentence(why.join("; ")) : "";
  return [
    what,
    isDeclared && "Its class was declared.",
    isEdited && "The release before had it in another form.",
    hasDown ? "It has a way back." : "",
  ]
    .filter(Boolean)
    .join(" ");
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
