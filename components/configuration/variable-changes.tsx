import { ArrowRightIcon, LockIcon } from "@/components/icons";
import { Badge } from "@/components/ui/badge";
import type { VariableChange } from "@/lib/configuration/contract";

const WORDS = { added: "Added", removed: "Removed", changed: "Changed" } as const;
const TONES = { added: "ok", removed: "fail", changed: "warn" } as const;

type VariableChangesProps = { changes: readonly VariableChange[]; label: string };

/** What differs, key by key, in words: a value only where it is no secret. */
export function VariableChanges({ changes, label }: VariableChangesProps) {
  return (
    <ul aria-label={label} className="divide-y divide-border rounded-md border">
      {changes.map((change) => (
        <li
          key={change.key}
          className="flex flex-col gap-x-4 gap-y-1 px-3 py-2 sm:grid sm:grid-cols-[5.5rem_minmax(8rem,1fr)_2fr] sm:items-baseline"
        >
          <span>
            <Badge tone={TONES[change.change]}>{WORDS[change.change]}</Badge>
          </span>
          <code className="code min-w-0 font-medium [overflow-wrap:anywhere]">{change.key}</code>
          <Values change={change} />
        </li>
      ))}
    </ul>
  );
}

function Values({ change: { change, secret, before, after } }: { change: VariableChange }) {
  if (secret) {
    return (
      <span className="inline-flex items-center gap-1.5 text-fg-muted">
        <LockIcon size={12} />
        {change === "changed" ? "Another secret value" : "A secret, which is not shown"}
      </span>
    );
  }
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2">
      {change !== "added" && <Value value={before} />}
      {change === "changed" && <ArrowRightIcon size={14} label="becomes" className="text-fg-subtle" />}
      {change !== "removed" && <Value value={after} />}
    </span>
  );
}

function Value({ value }: { value: string | null }) {
  if (value === null) return <span className="text-fg-muted">a value that does not open any more</span>;
  if (value === "") return <span className="text-fg-muted">empty</span>;
  return <code className="code min-w-0 [overflow-wrap:anywhere]">{value}</code>;
}
