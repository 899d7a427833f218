"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";

/**
 * A filter that lives in the URL, so that a link shows the same rows. It follows each key press at once; the server is
 * not asked for a new page, because the rows come through a query.
 */
export function useSearchParam(name: string): [string, (value: string) => void] {
  const inUrl = useSearchParams().get(name) ?? "";
  const [value, setValue] = useState(inUrl);
  const written = useRef<string[]>([]);

  // The router is the outside system: it repeats our own writes a little later, and brings those of links and of Back.
  useEffect(() => {
    const own = written.current.indexOf(inUrl);
    written.current = written.current.slice(own + 1);
    if (own < 0) setValue(inUrl);
  }, [inUrl]);

  const set = useCallback(
    (next: string) => {
      setValue(next);
      written.current.push(next);
      const url = new URL(window.location.href);
      if (next === "") url.searchParams.delete(name);
      else url.searchParams.set(name, next);
      window.history.replaceState(null, "", url);
    },
    [name],
  );
  return [value, set];
}
