"use client";

import { useState } from "react";

import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";

type CheckNamesProps = {
  value: readonly string[];
  /** Those that the service has; none for a template, which knows no service. */
  known: readonly string[];
  error: string | undefined;
  onChange: (names: string[]) => void;
};

/** Checks that must have passed in the stage before: those of the service to choose from, or by name. */
export function CheckNames({ value, known, error, onChange }: CheckNamesProps) {
  if (known.length === 0) return <TypedNames value={value} error={error} onChange={onChange} />;
  const names = [...new Set([...known, ...value])];
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 font-medium">Checks that passed before</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-2">
        {names.map((name) => (
          <Checkbox
            key={name}
            label={name}
            hint={known.includes(name) ? undefined : "The service has no such check."}
            checked={value.includes(name)}
            onChange={({ currentTarget }) => {
              const isOn = currentTarget.checked;
              onChange(names.filter((each) => (each === name ? isOn : value.includes(each))));
            }}
          />
        ))}
      </div>
      <FormError message={error} />
    </fieldset>
  );
}

function TypedNames({ value, error, onChange }: Omit<CheckNamesProps, "known">) {
  const written = value.join(", ");
  const [text, setText] = useState(written);
  const [known, setKnown] = useState(written);
  // What is written elsewhere, in the text beside it, wins over what stands here.
  if (written !== known) {
    setKnown(written);
    setText(written);
  }
  const commit = () =>
    onChange(
      text
        .split(",")
        .map((name) => name.trim())
        .filter(Boolean),
    );
  return (
    <Field label="Checks that passed before" hint="Names, separated by commas." error={error}>
      {(control) => (
        <Input
          {...control}
          value={text}
          placeholder="none, or for example smoke, login"
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          onBlur={commit}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </Field>
  );
}
