"use client";

import { useId, useState } from "react";

import { useServiceSearch } from "@/components/palette/use-service-search";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** One service by name, found by typing, or every service. */
export function FrozenService({ error }: { error: string | undefined }) {
  const listId = useId();
  const [name, setName] = useState("");
  const { items } = useServiceSearch(name, { whenEmpty: "first" });
  return (
    <Field label="Service" error={error}>
      {(control) => (
        <>
          <Input
            {...control}
            name="service"
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            list={listId}
            placeholder="Every service"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
          />
          <datalist id={listId}>
            {items.map((service) => (
              <option key={service.id}>{service.name}</option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
