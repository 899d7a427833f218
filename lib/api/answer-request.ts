import "server-only";
import { newId } from "@/db/columns";
import { requireBearerForWrites } from "@/lib/auth";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";
import { reportError } from "@/lib/core/report-error";

import { answerOnce } from "./answer-once";
import { type Answer, type ApiRoute, Download } from "./define-route";
import { matchRoute } from "./match-route";
import { PREFIX } from "./prefix";
import { problemOf } from "./problem";
import { parseJson, readBody } from "./read-body";
import { refuseOtherSites } from "./refuse-other-sites";

/**
 * Answers one request of the token API: find the route, know the caller, parse, run, translate.
 * @param contextOf who is asking; only called once there is something to ask for.
 */
export async function answerRequest(
  request: Request,
  routes: readonly ApiRoute[],
  contextOf: () => Promise<Context>,
): Promise<Response> {
  const url = new URL(request.url);
  let requestId = newId("req");
  try {
    const { route, params } = matchRoute(routes, request.method, url.pathname.slice(PREFIX.length));
    const ctx = heedingAborts(await contextOf(), request);
    requestId = ctx.request.id;
    admit(ctx, route, request);
    const answer = await carryOut(request, route, ctx, { params, search: url.searchParams });
    const headers = { ...answer.headers, "x-request-id": requestId };
    return answer.body instanceof Download ? file(answer.body, headers) : json(answer, headers);
  } catch (error) {
    const { bug, ...problem } = problemOf(error, { instance: url.pathname, requestId });
    if (bug) reportError(error, { seam: "api", requestId, method: request.method, path: url.pathname });
    return json(problem, {
      ...problem.headers,
      "content-type": "application/problem+json",
      "x-request-id": requestId,
    });
  }
}

/** What only reads may stop when its reader is gone; a change is carried out to the end. */
const heedingAborts = (ctx: Context, { method, signal }: Request): Context =>
  method === "GET" ? { ...ctx, request: { ...ctx.request, signal } } : ctx;

function admit(ctx: Context, route: ApiRoute, request: Request) {
  if (route.permission === "public") return;
  if (ctx.actor.type === "anonymous") {
    const given = request.headers.get("authorization");
    throw new DomainError(
      "unauthenticated",
      given === null ? "Send a token: Authorization: Bearer slp_…" : "Authorization must be: Bearer slp_…",
    );
  }
  if (route.method !== "GET") requireBearerForWrites(ctx.actor);
  if (ctx.actor.type === "user") refuseOtherSites(request, route);
  demand(ctx.actor, route.permission);
}

type Located = { params: Record<string, string>; search: URLSearchParams };

async function carryOut(
  request: Request,
  route: ApiRoute,
  ctx: Context,
  located: Located,
): Promise<Answer & { headers?: Record<string, string> }> {
  if (route.method === "GET") return route.answer(ctx, { ...located, body: undefined });
  const text = await readBody(request);
  const run = () => route.answer(ctx, { ...located, body: parseJson(text) });
  return route.method === "POST" ? answerOnce(request, route, ctx, text, run) : run();
}

function file({ stream, file: { type, fileName } }: Download, headers: Record<string, string>): Response {
  return new Response(stream, {
    headers: {
      "cache-control": "no-store",
      "content-type": type,
      "content-disposition": saveAs(fileName),
      // No page of another site shows what somebody's session may read.
      "cross-origin-resource-policy": "same-origin",
      ...headers,
    },
  });
}

/** A name of any letters, and the same in those that every client reads. Source: RFC 6266, with the encoding of RFC 8187. */
function saveAs(fileName: string): string {
  const plain = fileName.replaceAll(/[^\w. ()+-]/gu, "_");
  if (plain === fileName) return `attachment; filename="${plain}"`;
  const encoded = encodeURIComponent(fileName).replaceAll(
    /['()*]/gu,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

function json({ status, body }: Answer, headers: Record<string, string>): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store", ...headers } });
}
