import { ArrowRightIcon } from "@/components/icons";

export type DiffEntry = {
  key: string;
  /** Undefined: it was not there before. */
  from?: string | undefined;
  /** Undefined: it is gone. */
  to?: string | undefined;
};

/** What changes, key by key: from → to. Words say added and removed, not colour. */
export function DiffList({ entries, label }: { entries: DiffEntry[]; label: string }) {
  return (
    <dl aria-label={label} className="divide-y divide-border rounded-md border">
      {entries.map(({ key, from, to }) => (
        <div key={key} className="grid grid-cols-1 gap-x-4 px-3 py-1.5 sm:grid-cols-[minmax(8rem,1fr)_2fr]">
          <dt className="min-w-0 text-fg-muted [overflow-wrap:anywhere]">{key}</dt>
          <dd className="flex min-w-0 flex-wrap items-center gap-x-2">
            <Value value={from} missing="added" />
            <ArrowRightIcon size={14} className="text-fg-subtle" label="becomes" />
            <Value value={to} missing="removed" strong />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ value, missing, strong }: { value: string | undefined; missing: string; strong?: boolean }) {
  if (value === undefined) return <span className="text-fg-subtle">{missing}</span>;
  return <code className={`code [overflow-wrap:anywhere] ${strong ? "" : "text-fg-muted"}`}>{value}</code>;
}
