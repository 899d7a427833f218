import { sql } from "drizzle-orm";

import type { Role, TokenScope } from "@/db/enums";
import type { TestDatabase } from "@/db/testing";
import { type Actor, contextOf, type TokenActor } from "@/lib/core/context";

import { answerRequest } from "./answer-request";
import type { ApiRoute } from "./define-route";

/** A token as CI has one; the scopes default to everything. */
export const tokenOf = (role: Role, scopes: readonly TokenScope[] = ["admin"]): TokenActor => ({
  type: "token",
  id: `tok_${role}`,
  name: `${role} token`,
  role,
  scopes,
});

export const ADMINISTRATOR = tokenOf("administrator");

export type Call = { actor?: Actor; body?: unknown; headers?: Record<string, string> };
export type Reply = { status: number; headers: Headers; body: Record<string, unknown> };

/** Calls the API as HTTP would, without a socket in between. A string body is sent as it is. */
export const apiOver =
  (routes: readonly ApiRoute[], { db }: Pick<TestDatabase, "db">) =>
  async (
    method: string,
    path: string,
    { actor = ADMINISTRATOR, body, headers }: Call = {},
  ): Promise<Reply> => {
    const request = new Request(`http://localhost:3000/api/v1${path}`, {
      method,
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const response = await answerRequest(request, routes, async () => contextOf(actor, db));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- tests look at what came
    const answer = (await readAnswer(response)) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, body: answer };
  };

/** JSON as it is, a file as `{ text }`. */
const readAnswer = async (response: Response): Promise<unknown> =>
  response.headers.has("content-disposition") ? { text: await response.text() } : response.json();

/** How many rows every table holds, jobs included: nothing was written when it is the same afterwards. */
export async function rowCounts({ db }: Pick<TestDatabase, "db">): Promise<Record<string, number>> {
  const tables = await db.execute<{ name: string }>(sql`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('public', 'graphile_worker') order by 1`);
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await db.execute<{ count: number }>(
      sql`select count(*)::int as count from ${sql.raw(name)}`,
    );
    counts[name] = row?.count ?? 0;
  }
  return counts;
}
