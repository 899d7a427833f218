"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { DASHBOARD_RANGES, type DashboardDefinition, VARIABLES } from "@/lib/dashboards/contract";

export type DashboardSettings = Pick<DashboardDefinition, "name" | "description" | "range" | "variables">;

type DashboardFieldsProps = { settings: DashboardSettings; onChange: (settings: DashboardSettings) => void };

/** What a dashboard is called, how far back it looks, and what can be chosen above its panels. */
export function DashboardFields({ settings, onChange }: DashboardFieldsProps) {
  const { name, description, range, variables } = settings;
  const change = (part: Partial<DashboardSettings>) => onChange({ ...settings, ...part });
  return (
    <div className="flex flex-col gap-4">
      <Field label="Name">
        {(control) => (
          <Input
            {...control}
            data-autofocus
            required
            maxLength={120}
            value={name}
            onChange={({ currentTarget }) => change({ name: currentTarget.value })}
          />
        )}
      </Field>
      <Field label="What it answers" optional>
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            maxLength={1_000}
            value={description}
            onChange={({ currentTarget }) => change({ description: currentTarget.value })}
          />
        )}
      </Field>
      <Field label="Looks back" hint="Who looks at it can choose otherwise.">
        {(control) => (
          <Select
            {...control}
            value={range}
            onChange={({ currentTarget }) =>
              change({ range: DASHBOARD_RANGES.find((each) => each === currentTarget.value) ?? range })
            }
          >
            {DASHBOARD_RANGES.map((each) => (
              <option key={each} value={each}>
                {each.replace(/\D/, " $&")}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="pb-1.5 font-medium">What can be chosen above the panels</legend>
        {VARIABLES.map((variable) => {
          const existing = variables.find((each) => each.name === variable);
          return (
            <div key={variable} className="grid items-center gap-x-3 gap-y-1 sm:grid-cols-2">
              <Checkbox
                label={`The ${variable}`}
                checked={existing !== undefined}
                onChange={({ currentTarget }) =>
                  change({
                    variables: currentTarget.checked
                      ? inSameOrder([...variables, { name: variable, value: "" }])
                      : variables.filter((each) => each.name !== variable),
                  })
                }
              />
              {existing && (
                <Input
                  aria-label={`With which ${variable} it starts`}
                  placeholder={`starts with: any ${variable}`}
                  maxLength={200}
                  value={existing.value}
                  onChange={({ currentTarget }) => {
                    const { value } = currentTarget;
                    change({
                      variables: variables.map((each) =>
                        each.name === variable ? { ...each, value } : each,
                      ),
                    });
                  }}
                />
              )}
            </div>
          );
        })}
      </fieldset>
    </div>
  );
}

const inSameOrder = (variables: DashboardSettings["variables"]) =>
  VARIABLES.flatMap((name) => variables.filter((each) => each.name === name));
