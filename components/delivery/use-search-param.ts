"use client";

import { parseAsString, useQueryState } from "nuqs";

/** A filter that lives in the URL, so that a link shows the same rows. */
export function useSearchParam(name: string): [string, (value: string) => void] {
  const [value, setValue] = useQueryState(name, parseAsString.withDefault(""));
  return [value, (next) => void setValue(next === "" ? null : next)];
}
