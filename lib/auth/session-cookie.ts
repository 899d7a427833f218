import "server-only";
import { decode, encode } from "next-auth/jwt";
import { cookies, headers } from "next/headers";

import { env } from "@/lib/env";

import { installationMark, sessionSecret } from "./keys";

/** Browsers keep a cookie for 400 days at most. The session row decides much earlier; the cookie only has to outlive it. */
export const COOKIE_SECONDS = 400 * 24 * 3_600;

export const sessionCookieName = (): string => `slipway-${installationMark()}.session`;

export const sessionCookieOptions = (secure: boolean) =>
  ({ httpOnly: true, sameSite: "lax", path: "/", secure }) as const;

/**
 * Whether the browser may be told to keep the cookie to https. Next or the proxy in front says so in x-forwarded-proto,
 * or SLIPWAY_URL does, for a proxy that does not. A browser that itself says it stands on plain http (past the proxy, or
 * through a tunnel) would throw such a cookie away and never be signed in.
 */
export function isSecure(received: Pick<Headers, "get">, ownUrl = env().SLIPWAY_URL): boolean {
  if (received.get("x-forwarded-proto")?.split(",")[0]?.trim() === "https") return true;
  const saysPlain = received.get("origin")?.startsWith("http://") ?? false;
  return !saysPlain && (ownUrl?.startsWith("https://") ?? false);
}

/** Id of the session that the request's cookie names, if it is one of ours. Whether it is still valid is another question. */
export async function readSessionCookie(): Promise<string | undefined> {
  const token = (await cookies()).get(sessionCookieName())?.value;
  if (!token) return undefined;
  try {
    const claims = await decode({ token, secret: sessionSecret() });
    return typeof claims?.sid === "string" ? claims.sid : undefined;
  } catch {
    return undefined; // forged, cut off, or made with another secret: the same as no cookie
  }
}

/** Only in server actions and route handlers: a page cannot set cookies. */
export async function writeSessionCookie(sessionId: string): Promise<void> {
  const token = await encode({ token: { sid: sessionId }, secret: sessionSecret(), maxAge: COOKIE_SECONDS });
  (await cookies()).set(sessionCookieName(), token, {
    ...sessionCookieOptions(isSecure(await headers())),
    maxAge: COOKIE_SECONDS,
  });
}

export async function clearSessionCookie(): Promise<void> {
  (await cookies()).delete(sessionCookieName());
}
