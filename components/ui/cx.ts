/** Joins class names and drops what is off: `cx("row", selected && "row-selected")`. */
export function cx(...parts: (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(" ");
}
