import "server-only";
import type { TokenSet } from "next-auth";
import GitHubProvider from "next-auth/providers/github";
import type { Provider } from "next-auth/providers/index";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";

import { required } from "@/lib/core/errors";
import { env } from "@/lib/env";

/**
 * The providers that the configuration names, as next-auth wants them. Their profiles hold an e-mail address only when
 * the provider vouches for it.
 */
export function configuredProviders(): Provider[] {
  return signInProviders().map(({ id }) => (id === "github" ? gitHub() : oidc()));
}

/** The same, for the buttons of the sign-in page. */
export function signInProviders(): { id: "github" | "oidc"; name: string }[] {
  const { GITHUB_CLIENT_ID, OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_NAME } = env();
  return [
    ...(GITHUB_CLIENT_ID ? [{ id: "github" as const, name: "GitHub" }] : []),
    ...(OIDC_ISSUER && OIDC_CLIENT_ID ? [{ id: "oidc" as const, name: OIDC_NAME ?? "Single sign-on" }] : []),
  ];
}

const GitHubEmails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));
const GitHubUser = z.object({ id: z.number() });

function gitHub(): Provider {
  const { GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET } = env();
  return GitHubProvider({
    clientId: required(GITHUB_CLIENT_ID, "GITHUB_CLIENT_ID"),
    clientSecret: required(GITHUB_CLIENT_SECRET, "GITHUB_CLIENT_SECRET beside GITHUB_CLIENT_ID"),
    // The address in a public profile is not verified; the list of addresses says which one is.
    profile: async (profile, tokens) => {
      const emails = GitHubEmails.parse(await fetchJson("https://api.github.com/user/emails", tokens));
      const vouched = emails.find(({ primary, verified }) => primary && verified);
      return { id: String(GitHubUser.parse(profile).id), email: vouched?.email };
    },
  });
}

const Claims = z.looseObject({
  sub: z.string(),
  email: z.string().optional(),
  // Some issuers send the boolean as text.
  email_verified: z.union([z.boolean(), z.enum(["true", "false"])]).optional(),
});

function oidc(): OAuthConfig<Record<string, unknown>> {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME } = env();
  const discovery = `${required(OIDC_ISSUER, "OIDC_ISSUER").replace(/\/$/, "")}/.well-known/openid-configuration`;
  return {
    id: "oidc",
    name: OIDC_NAME ?? "Single sign-on",
    type: "oauth",
    wellKnown: discovery,
    clientId: required(OIDC_CLIENT_ID, "OIDC_CLIENT_ID"),
    clientSecret: required(OIDC_CLIENT_SECRET, "OIDC_CLIENT_SECRET beside OIDC_CLIENT_ID"),
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    profile: async (idToken, tokens) => {
      const claims = await completeClaims(Claims.parse(idToken), discovery, tokens);
      return { id: claims.sub, email: String(claims.email_verified) === "true" ? claims.email : undefined };
    },
  };
}

/** Issuers may leave the address out of the id token and tell it at their userinfo endpoint only (OIDC Core §5.4). */
async function completeClaims(claims: z.infer<typeof Claims>, discovery: string, tokens: TokenSet) {
  if (claims.email !== undefined) return claims;
  const { userinfo_endpoint: endpoint } = z
    .object({ userinfo_endpoint: z.url().optional() })
    .parse(await fetchJson(discovery));
  if (!endpoint) return claims;
  const more = Claims.parse(await fetchJson(endpoint, tokens));
  // OIDC Core §5.3.2: another subject's claims must not be used.
  return more.sub === claims.sub ? more : claims;
}

async function fetchJson(url: string, tokens?: TokenSet): Promise<unknown> {
  const response = await fetch(url, {
    headers: {
      accept: "application/json",
      ...(tokens?.access_token && { authorization: `Bearer ${tokens.access_token}` }),
    },
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return response.json();
}
