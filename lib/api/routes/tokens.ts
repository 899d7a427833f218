import "server-only";
import { z } from "zod";

import { createToken, listTokens, revokeToken } from "@/lib/auth";
import { CreatedToken, CreateToken, ListTokens, TokensPage } from "@/lib/auth/contract";

import { defineRoute } from "../define-route";

const tag = "Tokens";

export const tokenRoutes = [
  defineRoute("GET /tokens", {
    id: "listTokens",
    tag,
    permission: "settings.read",
    summary: "Tokens, without their secrets",
    description: "One's own; those of everybody for an administrator.",
    query: ListTokens,
    status: 200,
    response: TokensPage,
    run: (ctx, { query }) => listTokens(ctx, query),
  }),
  defineRoute("POST /tokens", {
    id: "createToken",
    tag,
    permission: "token.create",
    summary: "Create a token that may do no more than the one that asks",
    body: CreateToken,
    example: { name: "deploy from CI", scopes: ["releases:write", "deployments:write"], expiresInDays: 90 },
    status: 201,
    response: CreatedToken.extend({
      token: z.string().nullable().describe("Shown once; null when the answer is repeated."),
    }),
    shownOnce: ["token"],
    run: (ctx, { body }) => createToken(ctx, body),
  }),
  defineRoute("DELETE /tokens/{id}", {
    id: "revokeToken",
    tag,
    permission: "read",
    summary: "Revoke a token for good",
    description:
      "The tokens that it made end with it. A token may end itself; ending another takes the scope `admin` and an administrator.",
    status: 200,
    response: z.object({ id: z.string() }),
    run: (ctx, { params }) => revokeToken(ctx, params),
  }),
];
