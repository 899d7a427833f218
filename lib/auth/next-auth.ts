import "server-only";
import NextAuth, { type Account, type NextAuthOptions, type User } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import type { NextRequest } from "next/server";

import type { Context, UserActor } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { log } from "@/lib/core/log";
import { reportError } from "@/lib/core/report-error";
import { unstorableText } from "@/lib/core/unstorable-text";
import { env } from "@/lib/env";

import { checkPassword } from "./commands/check-password";
import { signOut } from "./commands/end-session";
import { enterWithProvider, type EntranceRefusal } from "./commands/enter-with-provider";
import { startSession } from "./commands/start-session";
import { SignIn } from "./contract";
import { sessionSecret } from "./keys";
import { nextPath } from "./next-path";
import { configuredProviders } from "./providers";
import { COOKIE_SECONDS, isSecure, sessionCookieName, sessionCookieOptions } from "./session-cookie";

/** Everything under /api/auth: the round trip to a provider, and signing in and out by plain requests. */
export async function authRoute(
  ctx: Context,
  request: NextRequest,
  route: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> {
  nameOurselves();
  return NextAuth(request, route, optionsFor(ctx, request));
}

/**
 * next-auth v4 takes its own address from the process: NEXTAUTH_URL if set, else the host of each request if it may
 * trust that. With SLIPWAY_URL there is one address, which providers know; without, any name of this machine works.
 */
function nameOurselves() {
  const { SLIPWAY_URL } = env();
  if (SLIPWAY_URL) process.env.NEXTAUTH_URL = SLIPWAY_URL;
  else process.env.AUTH_TRUST_HOST = "true";
}

function optionsFor(ctx: Context, request: NextRequest): NextAuthOptions {
  const userAgent = request.headers.get("user-agent") ?? "";
  const secure = isSecure(request.headers);
  return {
    secret: sessionSecret(),
    session: { strategy: "jwt", maxAge: COOKIE_SECONDS },
    cookies: { sessionToken: { name: sessionCookieName(), options: sessionCookieOptions(secure) } },
    pages: { signIn: "/sign-in", signOut: "/", error: "/sign-in" },
    providers: [password(ctx), ...configuredProviders()],
    callbacks: {
      signIn: async ({ user, account }) => {
        if (!account || account.type === "credentials") return true;
        const entered = await personAt(ctx, account, user);
        return typeof entered === "string" ? `/sign-in?error=${entered}` : true;
      },
      // The cookie carries the id of our session and nothing else. `account` is only there while somebody signs in.
      jwt: async ({ token, user, account }) => {
        if (!account) return token;
        const person = await personAt(ctx, account, user);
        if (typeof person === "string") throw new DomainError("forbidden", person);
        return { sid: await startSession(ctx, person, { method: account.provider, userAgent }) };
      },
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url, baseUrl }) =>
        `${baseUrl}${nextPath(url.startsWith(baseUrl) ? url.slice(baseUrl.length) : url)}`,
    },
    events: { signOut: () => signOut(ctx) },
    logger: {
      error: (code, metadata) => reportProblem(code, metadata),
      warn: (code) => log.debug({ code }, "next-auth warns"),
      debug: () => {},
    },
  };
}

function password(ctx: Context) {
  return CredentialsProvider({
    id: "credentials",
    name: "Password",
    credentials: { email: { type: "email" }, password: { type: "password" } },
    authorize: async (credentials) => {
      const input = SignIn.safeParse(credentials);
      const isReadable = input.success && unstorableText(input.data).length === 0;
      return isReadable ? checkPassword(ctx, input.data) : null;
    },
  });
}

async function personAt(ctx: Context, account: Account, user: User): Promise<UserActor | EntranceRefusal> {
  if (account.type === "credentials") return isPerson(user) ? user : "NotInvited";
  return enterWithProvider(ctx, {
    provider: account.provider,
    accountId: account.providerAccountId,
    // Our profile functions leave out an address that the provider does not vouch for.
    verifiedEmail: user.email ?? undefined,
  });
}

/** What `authorize` returned, which next-auth types as its own user. */
const isPerson = (user: User): user is User & UserActor =>
  "type" in user && user.type === "user" && "role" in user;

function reportProblem(code: string, metadata: unknown) {
  const error =
    metadata instanceof Error
      ? metadata
      : typeof metadata === "object" && metadata !== null && "error" in metadata
        ? metadata.error
        : undefined;
  reportError(error ?? new Error(`Signing in failed: ${code}`), { seam: "next-auth", code });
}
