"use client";

import { useState, type FocusEvent } from "react";

import { asRows, holdOrder, type HeldRow } from "./hold-order";

/**
 * The rows of a live list. While the pointer or the focus is inside, each stays where it is, so that nobody clicks on
 * what has just moved there; the new order is applied when both have left, or when the list becomes another one.
 * @param items the same array as long as nothing changed
 * @param list names what is listed: a filter
 */
export function useHeldOrder<Item extends { id: string }>(items: readonly Item[], list: string) {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const inside = pointed || focused;
  const [held, setHeld] = useState({ items, list, inside, rows: asRows(items) });
  if (held.items !== items || held.list !== list || held.inside !== inside) {
    const holds = inside && held.list === list;
    setHeld({ items, list, inside, rows: holds ? holdOrder(held.rows, items) : asRows(items) });
  }
  const rows: readonly HeldRow<Item>[] = held.rows;
  return {
    rows,
    /** For the element around the rows. */
    around: {
      onPointerEnter: () => setPointed(true),
      onPointerLeave: () => setPointed(false),
      onFocus: () => setFocused(true),
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>) =>
        setFocused(relatedTarget instanceof Node && currentTarget.contains(relatedTarget)),
    },
  };
}
