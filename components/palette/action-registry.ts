"use client";

import { useEffect, useRef } from "react";

/** Something the page offers now, for the palette and for the keyboard. */
export type PageAction = {
  id: string;
  /** Verb and object: "Promote checkout to production…". */
  label: string;
  /** Other words a person may search for. */
  keywords?: string[];
  /** A single key. It may only open a dialog, never ship. */
  shortcut?: string;
  run: () => void;
};

const actions = new Map<string, PageAction>();
const listeners = new Set<() => void>();
let snapshot: PageAction[] = [];

/** The actions of the page that is open; a stable array until they change. */
export const pageActions = {
  get: (): PageAction[] => snapshot,
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

/** Offers an action as long as the component is there; undefined offers nothing (not allowed, nothing to promote). */
export function usePageAction(action: PageAction | undefined): void {
  const latest = useRef(action);
  useEffect(() => {
    latest.current = action;
  });
  const { id, label, shortcut } = action ?? {};
  const keywords = action?.keywords?.join("\n");

  // The registry outside React is the outside system.
  useEffect(() => {
    if (!id || !label) return;
    actions.set(id, {
      id,
      label,
      ...(shortcut && { shortcut }),
      ...(keywords && { keywords: keywords.split("\n") }),
      run: () => latest.current?.run(),
    });
    publish();
    return () => {
      actions.delete(id);
      publish();
    };
  }, [id, label, shortcut, keywords]);
}

function publish(): void {
  snapshot = [...actions.values()];
  for (const listener of listeners) listener();
}
