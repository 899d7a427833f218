import "server-only";
import { isStorable } from "@/lib/core/unstorable-text";

import type { Attributes, AttributeValue } from "../contract";

/** More of one span, line or resource than this is cut, and that it was is counted. */
const MOST_ATTRIBUTES = 128;
const MOST_KEY_CHARS = 200;
const MOST_VALUE_CHARS = 8_192;
const MOST_ENTRIES = 64;
const MOST_DEPTH = 6;
const MOST_ALL_CHARS = 65_536;

/** Says whether something had to be cut, and how much of the room of its owner is left. */
export class Cutter {
  wasCut = false;
  #charsLeft = MOST_ALL_CHARS;

  /** At most so many characters, never half of a surrogate pair, and nothing that PostgreSQL refuses. */
  text(text: string, most: number): string {
    let kept = text;
    if (text.length > most) {
      this.wasCut = true;
      kept = text.slice(0, most);
    }
    return isStorable(kept) ? kept : kept.toWellFormed().replaceAll("\u0000", "\uFFFD");
  }

  attributes(given: Attributes): Attributes {
    let kept: Attributes | undefined;
    let count = 0;
    for (const key in given) {
      count += 1;
      const value = given[key] ?? null;
      const isOver = count > MOST_ATTRIBUTES || this.#charsLeft <= 0;
      const [name, fitting] = isOver ? [key, value] : [this.text(key, MOST_KEY_CHARS), this.#value(value, 0)];
      if (isOver) this.wasCut = true;
      // Hardly anything is ever cut: nothing is copied until something is.
      if (kept === undefined && (isOver || name !== key || fitting !== value))
        kept = headOf(given, count - 1);
      if (kept && !isOver) put(kept, name, fitting);
      if (isOver) break;
    }
    return kept ?? given;
  }

  #value(value: AttributeValue, depth: number): AttributeValue {
    if (this.#charsLeft <= 0) {
      this.wasCut = true;
      return null;
    }
    if (typeof value === "string") {
      const text = this.text(value, MOST_VALUE_CHARS);
      this.#charsLeft -= text.length;
      return text;
    }
    this.#charsLeft -= 8;
    if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
    if (typeof value !== "object" || value === null) return value;
    if (depth >= MOST_DEPTH) {
      this.wasCut = true;
      return null;
    }
    if (isList(value)) {
      if (value.length > MOST_ENTRIES) this.wasCut = true;
      return value.slice(0, MOST_ENTRIES).map((one) => this.#value(one, depth + 1));
    }
    const entries = Object.entries(value);
    if (entries.length > MOST_ENTRIES) this.wasCut = true;
    const kept: Attributes = {};
    for (const [key, inner] of entries.slice(0, MOST_ENTRIES))
      put(kept, this.text(key, MOST_KEY_CHARS), this.#value(inner, depth + 1));
    return kept;
  }
}

const isList = (value: AttributeValue): value is readonly AttributeValue[] => Array.isArray(value);

const headOf = (given: Attributes, most: number): Attributes =>
  Object.fromEntries(Object.entries(given).slice(0, most));

/** Also a key like `__proto__` is one of its own. */
const put = (into: Attributes, key: string, value: AttributeValue): void => {
  if (key === "__proto__")
    Object.defineProperty(into, key, { value, enumerable: true, writable: true, configurable: true });
  else into[key] = value;
};
