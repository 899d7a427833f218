import "server-only";
import { getEnvironment, getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError, type FieldProblem } from "@/lib/core/errors";
import { fingerprint, seal } from "@/lib/core/secret-box";

import { changeConfiguration } from "../change";
import { VariableKey, VariableValue, type ImportOutcome, type ImportVariables } from "../contract";
import { parseDotenv, type DotenvLine } from "../dotenv";
import {
  boundTo,
  changesBetween,
  NOTHING_HIDDEN,
  readEntries,
  type Entries,
  type Entry,
  type Place,
} from "../entries";
import { permitChange } from "../policy";
import { findNewest } from "../queries";

const MAXIMUM_VARIABLES = 1_000;

/**
 * Sets what a .env file holds, all of it in one version or none of it; with `dryRun` it only says what would change. A
 * key without any value (`KEY=`) is left as it is, because that is how an export writes a secret.
 */
export async function importVariables(ctx: Context, input: ImportVariables): Promise<ImportOutcome> {
  const environment = await getEnvironment(ctx, input.environment);
  const permit = permitChange(ctx.actor, "configuration.import", environment);
  const service = await getServiceView(ctx, input.serviceId);
  const place = { serviceId: service.id, environmentId: environment.id };
  const lines = checkedLines(input.text);
  const wished = (now: Entries) => merge(now, lines, input, place);

  if (input.dryRun) {
    const newest = await findNewest(ctx.db, place);
    const { outcome } = wished(await readEntries(ctx.db, newest?.id));
    return { ...outcome, version: newest?.number ?? 0, changed: outcome.changes.length > 0 };
  }
  let outcome: Merged["outcome"] = { changes: [], sameCount: 0, leftOut: [] };
  const changed = await changeConfiguration(ctx, permit, {
    service,
    environment,
    origin: "import",
    reason: input.reason,
    expectedVersion: input.expectedVersion,
    wish: (now) => {
      const merged = wished(now);
      outcome = merged.outcome;
      const keys = (of: string) =>
        outcome.changes.filter(({ change }) => change === of).map(({ key }) => key);
      const after = { added: keys("added"), changed: keys("changed"), removed: keys("removed") };
      return { entries: merged.entries, after: { ...after, reason: input.reason } };
    },
  });
  return { ...outcome, ...changed };
}

type Merged = {
  entries: Entries;
  outcome: Pick<ImportOutcome, "changes" | "sameCount" | "leftOut">;
};

function merge(
  now: Entries,
  lines: readonly DotenvLine[],
  { plain, replace }: ImportVariables,
  place: Place,
): Merged {
  const named = new Set(lines.map(({ key }) => key));
  const entries = new Map<string, Entry>(replace ? [...now].filter(([key]) => named.has(key)) : now);
  for (const { key, value } of lines) {
    if (value === undefined) continue;
    const isSecret = plain.includes(key) ? false : (now.get(key)?.isSecret ?? true);
    const sealedValue = seal(value, boundTo(place, key));
    entries.set(key, { key, isSecret, sealedValue, valueHash: fingerprint(value), setAt: new Date() });
  }
  const hidden = NOTHING_HIDDEN;
  const changes = changesBetween({ place, entries: now, hidden }, { place, entries, hidden });
  return {
    entries,
    outcome: {
      changes,
      sameCount: entries.size - changes.filter(({ change }) => change !== "removed").length,
      leftOut: lines
        .filter(({ value }) => value === undefined)
        .map(({ key, line }) => ({ key, line, kept: now.has(key) })),
    },
  };
}

/** Throws `invalid` with every problem and its line. */
function checkedLines(text: string): DotenvLine[] {
  const { lines, problems } = parseDotenv(text);
  const found = [
    ...problems,
    ...lines.flatMap(({ key, value, line }) => {
      const parsed = [VariableKey.safeParse(key), VariableValue.safeParse(value ?? "")];
      const issue = parsed.flatMap(({ error }) => error?.issues ?? [])[0];
      return issue ? [{ line, message: `${key}: ${issue.message}` }] : [];
    }),
  ].toSorted((a, b) => a.line - b.line);
  const fields: FieldProblem[] = found.map(({ line, message }) => ({
    path: "text",
    message: `Line ${line}: ${message}`,
  }));
  if (fields[0]) throw new DomainError("invalid", fields[0].message, { fields });
  if (lines.length > MAXIMUM_VARIABLES) {
    throw new DomainError("invalid", `Import at most ${MAXIMUM_VARIABLES} variables.`, {
      fields: [{ path: "text", message: `There are ${lines.length} variables in it.` }],
    });
  }
  return lines;
}
