"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Select } from "@/components/ui/select";

import type { StageDraft } from "./pipeline-draft";

type AfterFieldsProps = {
  stage: StageDraft;
  /** What holds, said or not. */
  after: readonly string[];
  others: readonly string[];
  /** Nothing is said: it follows the stage above. */
  isDefault: boolean;
  problem: string | undefined;
  onRule: <Key extends "after" | "needs">(key: Key, value: StageDraft[Key] | undefined) => void;
};

/** Where a release has to serve first. */
export function AfterFields({ stage, after, others, isDefault, problem, onRule }: AfterFieldsProps) {
  if (others.length === 0) return <FormError message={problem} />;
  return (
    <div className="flex flex-col gap-4">
      <fieldset>
        <legend className="mb-1.5 font-medium">
          Comes after
          {isDefault && <span className="font-normal text-fg-muted"> (the stage above)</span>}
        </legend>
        <div className="flex flex-wrap gap-x-4 gap-y-2">
          {others.map((name) => (
            <Checkbox
              key={name}
              label={name}
              checked={after.includes(name)}
              onChange={({ currentTarget }) => {
                const isOn = currentTarget.checked;
                onRule(
                  "after",
                  others.filter((each) => (each === name ? isOn : after.includes(each))),
                );
              }}
            />
          ))}
        </div>
      </fieldset>
      {after.length > 1 && (
        <Field label="Of these">
          {(control) => (
            <Select
              {...control}
              value={stage.needs ?? "all"}
              onChange={({ currentTarget }) =>
                onRule("needs", currentTarget.value === "one" ? "one" : undefined)
              }
              className="max-w-60"
            >
              <option value="all">All have to be content</option>
              <option value="one">One is enough</option>
            </Select>
          )}
        </Field>
      )}
      <FormError message={problem} />
    </div>
  );
}
