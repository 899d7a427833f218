"use client";

import { useId, useState } from "react";

import { SearchIcon } from "@/components/icons";
import { useServiceSearch } from "@/components/palette/use-service-search";
import { Input } from "@/components/ui/input";

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
      className="relative min-w-40 flex-1 sm:max-w-60"
      onSubmit={(event) => {
        event.preventDefault();
        apply(text);
      }}
    >
      <SearchIcon
        size={14}
        className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-fg-muted"
      />
      <Input
        type="search"
        list={listId}
        data-filter-input
        aria-label="Service"
        aria-keyshortcuts="/"
        placeholder="Service"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
          const chosen = items.some(({ name }) => name === currentTarget.value);
          if (chosen || currentTarget.value === "") apply(currentTarget.value);
        }}
        onBlur={() => apply(text)}
        className="pl-8"
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
