import "server-only";
import { and, asc, eq, isNotNull } from "drizzle-orm";

import { environments, placements, regions } from "@/db/schema";
import { getServiceView } from "@/lib/catalog";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";

import { ask } from "../runner/http-request";
import { networkTrouble } from "../runner/network-trouble";
import { DidNotHold } from "../runner/verdict";

const TIMEOUT_MS = 10_000;

/**
 * What the service itself answers at a path or an address of its own. Whoever may add checks may have it asked, but the
 * portal fetches nothing from anywhere else. Throws `invalid` with a sentence about the field `url`.
 */
export async function readDocument(ctx: Context, serviceId: string, written: string): Promise<string> {
  const service = await getServiceView(ctx, serviceId);
  const own = await readAddresses(ctx, service.id);
  const [first] = own;
  if (first === undefined)
    throw invalid(
      `Nothing of ${service.name} runs yet, so there is nobody to ask. Paste the document instead.`,
    );
  const address = URL.canParse(written, first) ? new URL(written, first) : undefined;
  if (!address || !own.some((each) => new URL(each).origin === address.origin))
    throw invalid(`Only the service itself is asked. It answers at ${own.join(", ")}.`);
  const answer = await answerOf(address);
  if (answer.status !== 200) throw invalid(`${address.href} answered with status ${answer.status}.`);
  if (answer.isCut) throw invalid("The document is longer than 1 MiB. Paste the part that matters.");
  return answer.body;
}

async function answerOf(url: URL) {
  try {
    const question = { url, method: "GET", headers: { accept: "application/json, */*" }, body: undefined };
    return await ask(question, AbortSignal.timeout(TIMEOUT_MS));
  } catch (error) {
    const trouble = networkTrouble(error, "an answer", url.host);
    throw invalid(
      trouble instanceof DidNotHold ? `${url.host} did not answer: ${trouble.actual}.` : trouble.message,
    );
  }
}

/** Where the service answers, the first environment first. */
async function readAddresses(ctx: Context, serviceId: string): Promise<string[]> {
  const rows = await ctx.db
    .select({ url: placements.url })
    .from(placements)
    .innerJoin(environments, eq(environments.id, placements.environmentId))
    .innerJoin(regions, eq(regions.id, placements.regionId))
    .where(
      and(eq(placements.serviceId, serviceId), isNotNull(placements.releaseId), isNotNull(placements.url)),
    )
    .orderBy(asc(environments.position), asc(regions.position));
  return rows.flatMap(({ url }) => url ?? []);
}

const invalid = (message: string) =>
  new DomainError("invalid", message, { fields: [{ path: "url", message }] });
