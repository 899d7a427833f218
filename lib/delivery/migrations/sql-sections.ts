import { MIGRATION_CLASSES, type MigrationClass } from "@/db/enums";

/** What a migration file holds: what it does going up, what takes that back, and what its author declares of it. */
export type SqlSections = { up: string; down: string | undefined; declared: MigrationClass | undefined };

/** The comments by which goose, dbmate and sql-migrate divide a file. */
const MARKER = /^[ \t]*--[ \t]*(?:\+goose|\+migrate|migrate:)[ \t]*(up|down)\b.*$/gim;
const DECLARATION = /^[ \t]*--[ \t]*slipway:[ \t]*(\w+)\b/im;

/** A file without such comments goes up only. Blank lines are kept, so that a line number is the file's own. */
export function sectionsOf(text: string): SqlSections {
  const word = DECLARATION.exec(text)?.[1]?.toLowerCase();
  const declared = MIGRATION_CLASSES.find((one) => one === word && one !== "unknown");
  const markers = [...text.matchAll(MARKER)];
  if (markers.length === 0) return { up: text, down: undefined, declared };
  const parts = { up: "", down: "" };
  for (const [index, marker] of markers.entries()) {
    const part = marker[1]?.toLowerCase() === "down" ? "down" : "up";
    const before = text.slice(0, marker.index).replaceAll(/[^\n]/g, "");
    const filler = before.slice(parts[part].split("\n").length - 1);
    parts[part] += filler + text.slice(marker.index, markers[index + 1]?.index);
  }
  return { up: parts.up, down: hasStatement(parts.down) ? parts.down : undefined, declared };
}

/** Whether anything is left without comments. */
export const hasStatement = (sql: string): boolean =>
  sql.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, "").replaceAll(/[\s;]/g, "") !== "";
