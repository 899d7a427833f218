import type { AuditEntryView } from "./contract";

const COLUMNS = [
  "at",
  "actor",
  "actorName",
  "action",
  "subject",
  "subjectName",
  "before",
  "after",
  "requestId",
  "ip",
  "id",
] as const satisfies (keyof AuditEntryView)[];

/** RFC 4180: commas, CRLF, everything that needs it in quotes. */
export const CSV_HEADER = `${COLUMNS.join(",")}\r\n`;

export const csvLine = (entry: AuditEntryView): string =>
  `${COLUMNS.map((column) => cell(entry[column])).join(",")}\r\n`;

export const ndjsonLine = (entry: AuditEntryView): string => `${JSON.stringify(entry)}\n`;

/**
 * Spreadsheets run a cell that starts like a formula, and names in the trail are what anybody typed: an apostrophe in
 * front makes it text (OWASP, CSV Injection).
 */
function cell(value: AuditEntryView[keyof AuditEntryView]): string {
  const text = value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);
  const harmless = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
