"use client";

import { useId, useState } from "react";

import { useServiceSearch } from "@/components/palette/use-service-search";
import { SearchField } from "@/components/ui/search-field";

type ServiceFilterProps = { value: string; onChange: (service: string) => void };

/** A service by name. Typing suggests names; Enter, or choosing one, filters. */
export function ServiceFilter({ value, onChange }: ServiceFilterProps) {
  const listId = useId();
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  // The URL may change without us: Back, or "Clear all".
  if (value !== known) {
    setKnown(value);
    setText(value);
  }
  const { items } = useServiceSearch(text === value ? "" : text);

  const apply = (next: string) => {
    const name = next.trim();
    if (name !== value) onChange(name);
  };
  return (
    <form
      className="min-w-40 flex-1 sm:max-w-60"
      onSubmit={(event) => {
        event.preventDefault();
        apply(text);
      }}
    >
      <SearchField
        label="Service"
        list={listId}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(typed) => {
          setText(typed);
          if (typed === "" || items.some(({ name }) => name === typed)) apply(typed);
        }}
        onBlur={() => apply(text)}
      />
      <datalist id={listId}>
        {items.map(({ id, name }) => (
          <option key={id} value={name}>
            {name}
          </option>
        ))}
      </datalist>
    </form>
  );
}
