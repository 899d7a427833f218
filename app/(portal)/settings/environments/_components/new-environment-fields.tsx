import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { EnvironmentView } from "@/lib/catalog/contract";

type NewEnvironmentFieldsProps = {
  environments: readonly EnvironmentView[];
  problems: Readonly<Record<string, string>>;
};

/** What only a new environment is asked: its name and its place in the order, which both stay. */
export function NewEnvironmentFields({ environments, problems }: NewEnvironmentFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Name" hint="Part of its addresses, and it stays." error={problems["name"]}>
        {(control) => (
          <Input
            {...control}
            name="name"
            required
            maxLength={20}
            data-autofocus
            className="code"
            placeholder="for example preview"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label="Place in the order" error={problems["position"]}>
        {(control) => (
          <Select {...control} name="position" defaultValue={environments.length}>
            {environments.map(({ id, name }, index) => (
              <option key={id} value={index}>
                Before {name}
              </option>
            ))}
            <option value={environments.length}>At the end</option>
          </Select>
        )}
      </Field>
    </div>
  );
}
