/** What is counted, in the plural and of one. */
type Figure = { value: number | null; label: string; one: string };

/** Two or three numbers that sum up what follows below them; what is not known is a dash, never a zero. */
export function FigureRow({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className="flex divide-x divide-border rounded-md border">
      {figures.map(({ value, label, one }) => (
        <div key={label} className="flex min-w-0 flex-1 flex-col-reverse px-3 py-2">
          <dt className="text-xs text-fg-muted">{value === 1 ? one : label}</dt>
          <dd className="text-xl font-semibold">
            {value === null ? <span aria-label="not known">–</span> : value.toLocaleString("en")}
          </dd>
        </div>
      ))}
    </dl>
  );
}
