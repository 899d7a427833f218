import { Select } from "@/components/ui/select";
import type { Board } from "@/lib/delivery/contract";

type EnvironmentFilterProps = {
  environments: Board["environments"];
  value: string;
  onChange: (environment: string) => void;
};

/** Where the state has to be so, and what the order looks at. */
export function EnvironmentFilter({ environments, value, onChange }: EnvironmentFilterProps) {
  return (
    <Select
      aria-label="Environment"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      className="w-auto! max-w-44"
    >
      <option value="">In any environment</option>
      {environments.map(({ id, name }) => (
        <option key={id} value={name}>
          In {name}
        </option>
      ))}
    </Select>
  );
}
