import { randomUUID } from "node:crypto";

import type { RedisClientOptions } from "@redis/client";

import type { CheckDefinition } from "../contract";
import { askDatabase, databaseUrl, judgeLag, roundTrip, type Said } from "./database";
import { lookup } from "./hosts";
import { CouldNotTell, DidNotHold, type Attempt, type Verdict } from "./verdict";

type Part = NonNullable<CheckDefinition["redis"]>;

/** Connects to Redis or Valkey, authenticates and asks what the definition wants to know; nothing it writes stays. */
export async function runRedis(part: Part, attempt: Attempt): Promise<Verdict> {
  const { url, host, port, user, password, database } = databaseUrl(part.url, /^rediss?:\/\//, attempt);
  const number = database === "" ? 0 : Number(database);
  if (!Number.isInteger(number) || number < 0)
    throw new CouldNotTell("The path of the address is no number of a database.");
  return askDatabase(host, attempt, async () => {
    const client = await clientOf({
      ...(user && { username: user }),
      ...(password && { password }),
      database: number,
      disableOfflineQueue: true,
      socket: {
        host,
        port,
        lookup,
        connectTimeout: attempt.timeoutMs,
        reconnectStrategy: false,
        ...(url.protocol === "rediss:" && { tls: true as const }),
      },
    });
    const close = () => void (client.isOpen && client.destroy());
    attempt.signal.addEventListener("abort", close, { once: true });
    try {
      await client.connect();
      return await ask(client, part);
    } finally {
      attempt.signal.removeEventListener("abort", close);
      close();
    }
  });
}

/** Only who has such a check pays for the driver. The older protocol, which every server speaks. */
async function clientOf(options: RedisClientOptions) {
  const { createClient } = await import("@redis/client");
  const client = createClient({ ...options, RESP: 2 });
  return client.on("error", () => {});
}
type Client = Awaited<ReturnType<typeof clientOf>>;

async function ask(client: Client, part: Part): Promise<Said[]> {
  const said = [await roundTrip(() => client.ping(), part.latency)];
  if (part.readWrite) said.push(await writeAndReadBack(client));
  if (part.replicationLag !== undefined)
    said.push(lagOf(await client.info("replication"), part.replicationLag));
  return said;
}

/** In one transaction, so that nobody ever sees the key and nothing is left when we die in the middle. */
async function writeAndReadBack(client: Client): Promise<Said> {
  const expected = "a key that is written and read back";
  const [key, value] = [`slipway:probe:${randomUUID()}`, "42"];
  const refused = (error: unknown) => {
    throw new DidNotHold(expected, error instanceof Error ? error.message : "a refusal");
  };
  const [, found] = await client
    .multi()
    .set(key, value, { expiration: { type: "PX", value: 10_000 } })
    .get(key)
    .del(key)
    .execTyped()
    .catch(refused);
  if (found !== value) throw new DidNotHold(expected, "another value");
  return { expected, actual: "written, read back and deleted" };
}

/** A primary knows when it last heard of each replica, a replica when it last heard of its primary. */
export function lagOf(information: string, limit: string): Said {
  const valueOf = (name: string) => new RegExp(`^${name}:(.*)$`, "m").exec(information)?.[1]?.trim();
  if (valueOf("role") === "master") {
    const lags = [...information.matchAll(/^slave\d+:.*\blag=(\d+)/gm)].map(([, lag]) => Number(lag));
    return judgeLag(`${lags.length} replicas`, Math.max(0, ...lags) * 1_000, limit);
  }
  if (valueOf("master_link_status") !== "up")
    throw new DidNotHold(`replication at most ${limit} behind`, "this replica has lost its primary");
  return judgeLag("this replica", Number(valueOf("master_last_io_seconds_ago") ?? 0) * 1_000, limit);
}
