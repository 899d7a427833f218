import "server-only";
import { and, gt, inArray, lt, or, sql } from "drizzle-orm";

import type { Tx } from "@/db/client";
import type { OperationKind } from "@/db/enums";
import { operations } from "@/db/schema";

import { OTHER_PEER, OTHER_ROUTE } from "../contract";
import { BoundedCache } from "./bounded-cache";
import { IS_COMMITTED } from "./dictionaries";

/** Operations of one service and kind that count by their name, of those that were asked for lately. */
const MOST_OPERATIONS = 500;
/** Whom else a service may name, once its routes are too many. */
const MOST_PEERS = 100;
const LATELY = sql`current_date - 7`;

export type Operation = {
  serviceId: string;
  kind: OperationKind;
  method: string;
  route: string;
  /** As `peerText` has it; empty when there is none. */
  peer: string;
};

const MOST_CACHED = 50_000;
const KEPT_MS = 60_000;
/** Of today: a new day makes everything stale, so that `seen_on` follows. */
const cached = new BoundedCache<number>(MOST_CACHED, KEPT_MS);
const keyOf = ({ serviceId, kind, method, route, peer }: Operation) =>
  `${serviceId} ${kind} ${method} ${route} ${peer}`;

const withoutRoute = (operation: Operation): Operation => ({ ...operation, route: OTHER_ROUTE });
const withoutPeer = (operation: Operation): Operation => ({
  ...withoutRoute(operation),
  peer: operation.peer === "" ? "" : OTHER_PEER,
});

/**
 * The number of each operation. New ones get theirs until the service has as many as it may have: then they count as
 * others of their method and peer, however many processes made them up.
 */
export async function operationIds(
  tx: Tx,
  wanted: readonly Operation[],
): Promise<(operation: Operation) => number | undefined> {
  const today = `${new Date().toISOString().slice(0, 10)} `;
  const found = new Map<string, number>();
  const unknown = new Map<string, Operation>();
  for (const operation of wanted) {
    const key = keyOf(operation);
    if (found.has(key) || unknown.has(key)) continue;
    const id = cached.get(today + key);
    if (id === undefined) unknown.set(key, operation);
    else found.set(key, id);
  }
  if (unknown.size > 0) {
    const rowOf = await readOrMake(tx, [...unknown.values()]);
    for (const [key, operation] of unknown) {
      const row = rowOf(operation);
      if (!row) continue;
      found.set(key, row.id);
      if (row.isCommitted) cached.set(today + key, row.id);
    }
  }
  return (operation) => found.get(keyOf(operation));
}

type Row = Operation & { id: number; isOfToday: boolean; isRecent: boolean; isCommitted: boolean };

async function readOrMake(
  tx: Tx,
  wanted: readonly Operation[],
): Promise<(one: Operation) => Row | undefined> {
  let rows = await read(tx, wanted);
  let known = byKey(rows);
  const missing = missingOf(wanted, rows, known);
  if (missing.length > 0) {
    await tx
      .insert(operations)
      .values(missing.map((operation) => ({ ...operation, seenOn: sql`current_date` })))
      .onConflictDoNothing();
    rows = await read(tx, wanted);
    known = byKey(rows);
  }
  const rowOf = (one: Operation) =>
    known.get(keyOf(one)) ?? known.get(keyOf(withoutRoute(one))) ?? known.get(keyOf(withoutPeer(one)));
  const stale = wanted.flatMap((one) => {
    const row = rowOf(one);
    return row && !row.isOfToday ? [row.id] : [];
  });
  if (stale.length > 0)
    await tx
      .update(operations)
      .set({ seenOn: sql`current_date` })
      .where(
        inArray(
          operations.id,
          // In one order, and not those that somebody else touches just now: two would wait in a circle.
          tx
            .select({ id: operations.id })
            .from(operations)
            .where(and(inArray(operations.id, [...new Set(stale)]), lt(operations.seenOn, sql`current_date`)))
            .orderBy(operations.id)
            .for("update", { skipLocked: true }),
        ),
      );
  return rowOf;
}

const read = (tx: Tx, wanted: readonly Operation[]): Promise<Row[]> =>
  tx
    .select({
      id: operations.id,
      serviceId: operations.serviceId,
      kind: operations.kind,
      method: operations.method,
      route: operations.route,
      peer: operations.peer,
      isOfToday: sql<boolean>`${operations.seenOn} >= current_date`,
      isRecent: sql<boolean>`${operations.seenOn} > ${LATELY}`,
      isCommitted: IS_COMMITTED,
    })
    .from(operations)
    .where(
      and(
        inArray(operations.serviceId, [...new Set(wanted.map(({ serviceId }) => serviceId))]),
        inArray(operations.kind, [...new Set(wanted.map(({ kind }) => kind))]),
        or(gt(operations.seenOn, LATELY), isOneOf(operations.route, routesOf(wanted))),
      ),
    );

/** As one parameter: a statement takes no more than 65,534, and one request may bring more routes than that. */
const isOneOf = (column: typeof operations.route, values: readonly string[]) =>
  sql`${column} = any(${sql.param([...values])}::text[])`;

const routesOf = (wanted: readonly Operation[]) => [
  ...new Set([OTHER_ROUTE, ...wanted.map(({ route }) => route)]),
];

const byKey = (rows: readonly Row[]) => new Map(rows.map((row) => [keyOf(row), row]));

/** What has to be made, in one order, so that two processes with the same news do not wait for each other. */
function missingOf(
  wanted: readonly Operation[],
  rows: readonly Row[],
  known: ReadonlyMap<string, Row>,
): Operation[] {
  const used = new Map<string, number>();
  const peers = new Map<string, Set<string>>();
  const groupOf = ({ serviceId, kind }: Operation) => `${serviceId} ${kind}`;
  const peersOf = (group: string) => {
    const own = peers.get(group) ?? new Set();
    peers.set(group, own);
    return own;
  };
  for (const row of rows) {
    if (!row.isRecent) continue;
    used.set(groupOf(row), (used.get(groupOf(row)) ?? 0) + 1);
    peersOf(groupOf(row)).add(row.peer);
  }
  const missing = new Map<string, Operation>();
  for (const operation of wanted) {
    if (known.has(keyOf(operation)) || missing.has(keyOf(operation))) continue;
    const group = groupOf(operation);
    const taken = used.get(group) ?? 0;
    used.set(group, taken + 1);
    const own = peersOf(group);
    const mayName = own.has(operation.peer) || own.size < MOST_PEERS;
    const kept =
      taken < MOST_OPERATIONS ? operation : mayName ? withoutRoute(operation) : withoutPeer(operation);
    own.add(kept.peer);
    if (!known.has(keyOf(kept))) missing.set(keyOf(kept), kept);
  }
  return [...missing].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, operation]) => operation);
}
