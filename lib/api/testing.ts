import { sql } from "drizzle-orm";
import { z } from "zod";

import type { Role, TokenScope } from "@/db/enums";
import type { TestDatabase } from "@/db/testing";
import { type Actor, contextOf, type TokenActor } from "@/lib/core/context";
import { aCheckIn, record as checkIn } from "@/lib/crons/testing";
import { anEvent, anException, aFrame, record } from "@/lib/errors/testing";

import { answerRequest } from "./answer-request";
import { type ApiRoute, defineRoute } from "./define-route";

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

/** What routes that only exist in a test have in common. */
export const SAMPLE_SHAPE = {
  tag: "Test",
  summary: "Test",
  status: 200,
  response: z.record(z.string(), z.unknown()),
} as const;

/** One that reads, one that writes and one for everybody; each answers with what it was given. */
export const SAMPLE_ROUTES = [
  defineRoute("GET /rows", {
    ...SAMPLE_SHAPE,
    id: "rows",
    permission: "read",
    query: z.object({
      limit: z.coerce.number().int().min(1).max(5).default(3),
      status: z.string().optional(),
    }),
    run: (_, { query }) => Promise.resolve(query),
  }),
  defineRoute("POST /things", {
    ...SAMPLE_SHAPE,
    id: "make",
    permission: "service.create",
    body: z.object({
      name: z.string().trim().min(1, "Give it a name."),
      size: z.coerce.number().int().min(0).optional(),
      inner: z.object({ url: z.string(), tags: z.array(z.string()).optional() }).optional(),
    }),
    run: (_, { body }) => Promise.resolve(body),
  }),
  defineRoute("GET /open", {
    ...SAMPLE_SHAPE,
    id: "open",
    permission: "public",
    run: () => Promise.resolve({ open: true }),
  }),
];

/** What a service in staging told of itself with an SDK of Sentry: an error, and a task that ran. */
export async function tellOfTrouble(test: TestDatabase, serviceId: string, release: string | null) {
  const exceptions = [anException({ frames: [aFrame()] })];
  await record(test, serviceId, "staging", { events: [anEvent({ exceptions, release })] });
  await checkIn(test, serviceId, "staging", [aCheckIn({ release })]);
}
