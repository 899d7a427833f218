import { createLoader, type inferParserType, parseAsString } from "nuqs/server";

/** The filters of the trail, as they stand in the URL. `from` and `to` are instants; links from elsewhere may hold days. */
export const auditSearch = {
  actor: parseAsString,
  action: parseAsString,
  subject: parseAsString,
  from: parseAsString,
  to: parseAsString,
  text: parseAsString,
  cursor: parseAsString,
};
export const loadAuditSearch = createLoader(auditSearch);
type AuditSearch = inferParserType<typeof auditSearch>;

/** What the query takes. A day begins and ends in UTC, as the exported instants do; what is no time is left out. */
export function filterOf(search: AuditSearch) {
  const text = (value: string | null) => value?.trim().slice(0, 200) || undefined;
  return {
    actor: text(search.actor),
    action: text(search.action),
    subject: text(search.subject),
    text: text(search.text),
    from: instantOf(search.from, "T00:00:00.000Z"),
    to: instantOf(search.to, "T23:59:59.999Z"),
  };
}

function instantOf(value: string | null, timeOfDay: string): string | undefined {
  if (!value) return undefined;
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}${timeOfDay}` : value);
  // A year of more than four digits is none that the API takes.
  return Number.isNaN(at.getTime()) || !/^\d{4}-/.test(at.toISOString()) ? undefined : at.toISOString();
}
