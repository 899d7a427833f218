"use client";

import { parseAsString, useQueryStates } from "nuqs";
import { useEffect, useState, useTransition, type ReactNode } from "react";

import { LoaderIcon, XIcon } from "@/components/icons";

import { Button } from "./button";
import { SearchField } from "./search-field";
import { Select } from "./select";

type Filter = {
  /** The name in the URL. */
  key: string;
  /** "Status"; also the name a screen reader says. */
  label: string;
  options: { value: string; label: string }[];
};

type FilterBarProps = {
  filters?: Filter[];
  /** A text filter; `key` is its name in the URL, usually "search". */
  search?: { key: string; label: string };
  /** More controls at the end, such as an export link. */
  children?: ReactNode;
};

const TYPING_PAUSE_MS = 150;
/** A position in a list means nothing once its filter has changed. */
const CURSOR = "cursor";

/**
 * Filters whose state is the URL: a shared link shows the same list, Back undoes. `/` focuses the text filter.
 * The page reads the same names from its search params and renders on the server.
 */
export function FilterBar({ filters = [], search, children }: FilterBarProps) {
  const [pending, startTransition] = useTransition();
  const keys = [...filters.map(({ key }) => key), ...(search ? [search.key] : []), CURSOR];
  const [values, setValues] = useQueryStates(Object.fromEntries(keys.map((key) => [key, parseAsString])), {
    shallow: false,
    history: "push",
    startTransition,
  });
  const set = (key: string, value: string, history: "push" | "replace" = "push") =>
    void setValues({ [key]: value || null, [CURSOR]: null }, { history });
  const chosen = filters.flatMap((filter) => {
    const value = values[filter.key];
    if (!value) return [];
    return [{ filter, word: filter.options.find((option) => option.value === value)?.label ?? value }];
  });

  return (
    <search aria-label="Filter" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        {search && (
          <SearchFilter
            label={search.label}
            value={values[search.key] ?? ""}
            // Back leaves the text at once, not pause by pause.
            onSettled={(text) => set(search.key, text, "replace")}
          />
        )}
        {filters.map(({ key, label, options }) => (
          <Select
            key={key}
            aria-label={label}
            value={values[key] ?? ""}
            onChange={(event) => set(key, event.currentTarget.value)}
            className="w-auto! max-w-44"
          >
            <option value="">{label}: any</option>
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </Select>
        ))}
        {pending && <LoaderIcon size={14} label="Loading" className="animate-late text-fg-muted" />}
        {children && <div className="ml-auto flex items-center gap-2">{children}</div>}
      </div>
      {chosen.length > 0 && (
        <ul aria-label="Filters that are set" className="flex flex-wrap items-center gap-1.5">
          {chosen.map(({ filter, word }) => (
            <li key={filter.key}>
              <button
                type="button"
                aria-label={`Remove the filter ${filter.label}: ${word}`}
                onClick={() => set(filter.key, "")}
                className="inline-flex h-6 items-center gap-1 rounded-md border bg-surface-2 pr-1 pl-2 text-xs touch-target hover:bg-surface-3"
              >
                <span className="text-fg-muted">{filter.label}</span> {word}
                <XIcon size={12} className="text-fg-muted" />
              </button>
            </li>
          ))}
          {chosen.length > 1 && (
            <li>
              <Button
                variant="ghost"
                size="sm"
                onClick={() => void setValues(Object.fromEntries(keys.map((key) => [key, null])))}
              >
                Clear all
              </Button>
            </li>
          )}
        </ul>
      )}
    </search>
  );
}

type SearchFilterProps = { label: string; value: string; onSettled: (text: string) => void };

function SearchFilter({ label, value, onSettled }: SearchFilterProps) {
  const [text, setText] = useState(value);
  const [settled, setSettled] = useState(value);
  // The URL may change without us: Back, or a chip that was removed.
  if (value !== settled) {
    setSettled(value);
    setText(value);
  }

  // The clock is the outside system: the URL follows when typing pauses.
  useEffect(() => {
    if (text.trim() === settled) return;
    const timer = setTimeout(() => {
      setSettled(text.trim());
      onSettled(text.trim());
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, settled, onSettled]);

  return (
    <SearchField label={label} value={text} onChange={setText} className="min-w-48 flex-1 sm:max-w-72" />
  );
}
