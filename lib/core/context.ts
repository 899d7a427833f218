import "server-only";
import type { Database } from "@/db/client";
import { newId } from "@/db/columns";
import type { Role, TokenScope } from "@/db/enums";

export type UserActor = { type: "user"; id: string; name: string; role: Role; sessionId?: string };
export type TokenActor = {
  type: "token";
  id: string;
  name: string;
  role: Role;
  scopes: readonly TokenScope[];
};
export type JobActor = { type: "job"; name: string };
export type Anonymous = { type: "anonymous" };
export type Actor = UserActor | TokenActor | JobActor | Anonymous;

/** Reads only: a context cannot write, so every write goes through `mutate`, `advance` or `ingest`. */
type Reader = Pick<Database, "select" | "selectDistinct" | "selectDistinctOn" | "query" | "$count" | "with">;

export type Context<A extends Actor = Actor> = {
  actor: A;
  db: Reader;
  transaction: Database["transaction"];
  request: Origin;
};

/** Where a question or a command came from. */
type Origin = {
  id: string;
  ip: string | undefined;
  /** Aborted when whoever asked is gone and nobody waits for the answer: what is long may stop then. */
  signal: AbortSignal | undefined;
};

/** @param request where it came from; jobs and tests have none and get an id of their own. */
export const contextOf = <A extends Actor>(
  actor: A,
  db: Database,
  request: Partial<Origin> & { id: string } = { id: newId("req") },
): Context<A> => ({
  actor,
  db,
  transaction: (run, config) => db.transaction(run, config),
  request: { id: request.id, ip: request.ip, signal: request.signal },
});

/** `user:usr_…`: how rows and the audit trail name an actor. */
export const actorKey = (actor: Actor): string => {
  switch (actor.type) {
    case "job":
      return `job:${actor.name}`;
    case "anonymous":
      return "anonymous";
    case "user":
    case "token":
      return `${actor.type}:${actor.id}`;
  }
};

/** What a person reads: jobs act for Slipway itself. */
export const actorName = (actor: Actor): string => {
  switch (actor.type) {
    case "anonymous":
      return "Somebody";
    case "job":
      return "Slipway";
    case "user":
    case "token":
      return actor.name;
  }
};
