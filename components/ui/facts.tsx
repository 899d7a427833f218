import type { ReactNode } from "react";

export type Fact = { label: string; value: ReactNode };

/** Labelled facts in a calm grid: who, when, from where. */
export function Facts({ facts, label }: { facts: Fact[]; label?: string }) {
  return (
    <dl aria-label={label} className="grid grid-cols-[repeat(auto-fill,minmax(10rem,1fr))] gap-x-6 gap-y-4">
      {facts.map((fact) => (
        <div key={fact.label} className="min-w-0">
          <dt className="text-xs text-fg-muted">{fact.label}</dt>
          <dd className="mt-0.5 min-w-0 [overflow-wrap:anywhere]">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
