import type { PromotionPlan } from "@/lib/delivery/contract";

type Configuration = PromotionPlan["configuration"];

export const keyCount = ({ onlyInFrom, onlyInTo, differs }: Configuration): number =>
  onlyInFrom.length + onlyInTo.length + differs.length;

/** Which variables are not the same in two environments. Keys only: values never leave the server. */
export function ConfigurationKeys({
  configuration,
  from,
  to,
}: {
  configuration: Configuration;
  from: string;
  to: string;
}) {
  if (keyCount(configuration) === 0) return null;
  return (
    <section>
      <h3 className="mb-1.5 font-medium">Configuration that differs</h3>
      <dl className="flex flex-col gap-2 rounded-md border px-3 py-2">
        <Keys label={`Missing in ${to}`} keys={configuration.onlyInFrom} />
        <Keys label={`Only in ${to}`} keys={configuration.onlyInTo} />
        <Keys label={`Another value than in ${from}`} keys={configuration.differs} />
      </dl>
    </section>
  );
}

function Keys({ label, keys }: { label: string; keys: readonly string[] }) {
  if (keys.length === 0) return null;
  return (
    <div className="flex flex-wrap gap-x-3 gap-y-0.5">
      <dt className="text-fg-muted">{label}</dt>
      {keys.map((key) => (
        <dd key={key} className="code">
          {key}
        </dd>
      ))}
    </div>
  );
}
