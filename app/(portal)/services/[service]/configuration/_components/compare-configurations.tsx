"use client";

import { useQuery } from "@tanstack/react-query";

import { VariableChanges } from "@/components/configuration/variable-changes";
import { timeOfDay } from "@/components/delivery/time-of-day";
import { useSearchParam } from "@/components/delivery/use-search-param";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { SkeletonRows } from "@/components/ui/skeleton";
import type { ConfigurationDiff } from "@/lib/configuration/contract";
import { configurationDiffQuery } from "@/lib/configuration/query-options";

type DeploymentOption = { value: string; label: string; at: string };
type CompareConfigurationsProps = {
  service: { id: string; name: string };
  environments: readonly string[];
  deployments: readonly DeploymentOption[];
};

/** Two sides, each an environment as it is set now or what a deployment ran with; the URL says which. */
export function CompareConfigurations({ service, environments, deployments }: CompareConfigurationsProps) {
  const [fromInUrl, setFrom] = useSearchParam("from");
  const [toInUrl, setTo] = useSearchParam("to");
  const from = fromInUrl || (environments[0] ?? "");
  const to = toInUrl || (environments[1] ?? from);
  const diff = useQuery(configurationDiffQuery(service.id, from, to));
  const options = { environments, deployments };
  return (
    <Panel title="Compare" description="Environments as they are set now, and what deployments ran with.">
      <div className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <SideField label="From" value={from} onChange={setFrom} {...options} />
          <SideField label="To" value={to} onChange={setTo} {...options} />
        </div>
        {diff.isPending && <SkeletonRows rows={3} label="Comparing" />}
        {diff.isError && (
          <Notice tone="warn" title="This cannot be compared">
            {diff.error.message}
          </Notice>
        )}
        {diff.data && <Difference diff={diff.data} />}
      </div>
    </Panel>
  );
}

type SideFieldProps = Omit<CompareConfigurationsProps, "service"> & {
  label: string;
  value: string;
  onChange: (value: string) => void;
};

function SideField({ label, value, onChange, environments, deployments }: SideFieldProps) {
  const { timeZone } = usePreferences();
  const isListed = environments.includes(value) || deployments.some((one) => one.value === value);
  return (
    <Field label={label}>
      {(control) => (
        <Select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          <optgroup label="Set now">
            {environments.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </optgroup>
          {deployments.length > 0 && (
            <optgroup label="Deployments">
              {deployments.map((one) => (
                <option key={one.value} value={one.value} suppressHydrationWarning>
                  {one.label}, {one.at.slice(0, 10)} {timeOfDay(one.at, timeZone)}
                </option>
              ))}
            </optgroup>
          )}
          {/* A link may name what is older than the list, or a version. */}
          {!isListed && <option value={value}>{value}</option>}
        </Select>
      )}
    </Field>
  );
}

function Difference({ diff: { from, to, changes, sameCount } }: { diff: ConfigurationDiff }) {
  const same = `${sameCount} ${sameCount === 1 ? "variable is" : "variables are"} the same`;
  return (
    <div className="flex flex-col gap-2">
      <p className="text-fg-muted">
        {changes.length === 0 ? `Nothing differs: ${same}` : `${changes.length} differ, ${same}`}, from{" "}
        {inWords(from)} to {inWords(to)}.
      </p>
      {changes.length > 0 && <VariableChanges changes={changes} label="What differs" />}
    </div>
  );
}

const inWords = ({ version, environment }: ConfigurationDiff["from"]) =>
  version
    ? `configuration ${version.number} of ${environment}`
    : `${environment}, where nothing was ever set`;
