import { combined, type Finding } from "./classes";
import { statementFindings } from "./classify-statement";
import { nothingFresh } from "./sql-names";
import { hasStatement } from "./sql-sections";

/** PostgreSQL's parser takes about a millisecond per kilobyte, during which the process does nothing else. */
const LIMIT_BYTES = 256 * 1024;
const SENTENCES = 5;

/**
 * Classifies SQL with PostgreSQL's own parser, statement by statement. What it cannot read is *unknown*, with the line;
 * never guessed.
 */
export async function classifySql(sql: string): Promise<Finding> {
  if (!hasStatement(sql)) return { class: "none", why: [] };
  if (Buffer.byteLength(sql) > LIMIT_BYTES)
    return { class: "unknown", why: ["is larger than 256 kB, so it was not looked into"] };
  // Loaded when first needed: most services have no migrations, and it takes 25 ms and some megabytes.
  const { parse, hasSqlDetails } = await import("libpg-query");
  try {
    const { stmts = [] } = await parse(sql);
    const fresh = nothingFresh();
    const { class: worst, why } = combined(
      stmts.flatMap(({ stmt }) => (stmt ? statementFindings(stmt, fresh) : [])),
    );
    const more = why.length - SENTENCES;
    return { class: worst, why: more > 0 ? [...why.slice(0, SENTENCES), `and ${more} more`] : why };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const at = hasSqlDetails(error) ? error.sqlDetails?.cursorPosition : undefined;
    const line = at === undefined ? "" : `, line ${lineAt(sql, at)}`;
    return { class: "unknown", why: [`PostgreSQL's parser does not understand it${line}: ${error.message}`] };
  }
}

/** @param position in characters, as the parser counts */
const lineAt = (sql: string, position: number): number => sql.slice(0, position).split("\n").length;
