/** The fields that differ. A field that was left alone is not sent, because a colleague may have changed it since. */
export function changedFields<T extends object>(before: { [Key in keyof T]: unknown }, after: T): Partial<T> {
  const changed: Partial<T> = {};
  for (const key in after) if (before[key] !== after[key]) changed[key] = after[key];
  return changed;
}
