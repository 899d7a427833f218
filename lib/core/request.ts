import "server-only";
import { headers } from "next/headers";
import { cache } from "react";

import { db } from "@/db/client";
import { newId } from "@/db/columns";
import { currentActor } from "@/lib/auth";
import { env } from "@/lib/env";

import { clientAddress } from "./client-address";
import { contextOf, type Context } from "./context";

/** One context per render, action or route handler. */
export const requestContext = cache(async (): Promise<Context> => {
  const received = await headers();
  const requestId = received.get("x-request-id");
  return contextOf(await currentActor(), db(), {
    id: requestId && /^[\w.-]{8,64}$/.test(requestId) ? requestId : newId("req"),
    ip: clientAddress(received.get("x-forwarded-for"), env().SLIPWAY_TRUSTED_PROXIES),
  });
});
