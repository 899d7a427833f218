import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";

type EnvironmentFieldProps = {
  label: string;
  value: string;
  onChange: (environment: string) => void;
  /** Names, in order of promotion. */
  environments: readonly string[];
  className?: string;
};

/** One of the environments. */
export function EnvironmentField({ label, value, onChange, environments, className }: EnvironmentFieldProps) {
  return (
    <Field label={label} className={className}>
      {(control) => (
        <Select {...control} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
          {environments.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
