import { Panel } from "@/components/ui/panel";

/** Names with their values; what has an inside is shown as JSON. */
export function NamedValues({ title, values }: { title: string; values: Record<string, unknown> }) {
  const entries = Object.entries(values);
  if (entries.length === 0) return null;
  return (
    <Panel title={title} flush>
      <dl className="divide-y divide-border text-sm">
        {entries.map(([name, value]) => (
          <div key={name} className="grid gap-x-4 px-4 py-1.5 sm:grid-cols-[10rem_minmax(0,1fr)]">
            <dt className="[overflow-wrap:anywhere] text-fg-muted">{name}</dt>
            <dd className="min-w-0">
              {typeof value === "object" && value !== null ? (
                <pre className="code max-h-48 overflow-auto text-xs whitespace-pre-wrap [overflow-wrap:anywhere]">
                  {JSON.stringify(value, null, 2)}
                </pre>
              ) : (
                <span className="[overflow-wrap:anywhere]">{String(value)}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
