import "server-only";
import { headers } from "next/headers";
import { cache } from "react";

import { db } from "@/db/client";
import { newId } from "@/db/columns";
import { currentActor, requireUser } from "@/lib/auth";
import { env } from "@/lib/env";

import { clientAddress } from "./client-address";
import { contextOf, type Context, type UserActor } from "./context";

/** One context per action or route handler, and for the pages before the sign-in. Whoever asks may be nobody. */
export const requestContext = cache(async (): Promise<Context> =>
  contextOf(await currentActor(), db(), await origin()),
);

/**
 * One context per render of a page behind the sign-in: somebody is signed in, or the browser is sent there. Each page
 * asks by itself, because a browser that has the frame already (or claims to) is only sent what lies below it.
 */
export const pageContext = cache(async (): Promise<Context<UserActor>> =>
  contextOf(await requireUser(), db(), await origin()),
);

async function origin() {
  const received = await headers();
  const requestId = received.get("x-request-id");
  return {
    id: requestId && /^[\w.-]{8,64}$/.test(requestId) ? requestId : newId("req"),
    ip: clientAddress(received.get("x-forwarded-for"), env().SLIPWAY_TRUSTED_PROXIES),
  };
}
