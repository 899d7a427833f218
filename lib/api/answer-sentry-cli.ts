import "server-only";
import { newId } from "@/db/columns";
import { requireBearerForWrites } from "@/lib/auth";
import type { Context } from "@/lib/core/context";
import { DomainError } from "@/lib/core/errors";
import { demand } from "@/lib/core/permit";
import { reportError } from "@/lib/core/report-error";
import {
  assembleBundle,
  CHUNK_BYTES,
  CHUNKS_PER_REQUEST,
  MOST_BUNDLE_BYTES,
  storeChunks,
} from "@/lib/errors";
import { AssembleBundle } from "@/lib/errors/contract";

import { parseInput } from "./parse-input";
import { problemOf, ProtocolProblem } from "./problem";
import { parseJson, readBody } from "./read-body";

/** The frame of a form with two pieces. */
const MOST_FORM_BYTES = CHUNKS_PER_REQUEST * CHUNK_BYTES + 65_536;

/**
 * The part of Sentry's API below /api/0 that sentry-cli and the plugins of bundlers need to upload source maps, with a
 * token of this API (`SENTRY_AUTH_TOKEN`) and the name of the service as the project. The organization may have any
 * name. Source of the forms: what sentry-cli 2.58 and 3.8 send.
 */
export async function answerSentryCli(
  request: Request,
  contextOf: () => Promise<Context>,
): Promise<Response> {
  const { pathname } = new URL(request.url);
  try {
    const ctx = await contextOf();
    requireBearerForWrites(ctx.actor);
    demand(ctx.actor, "release.build");
    return Response.json(await answer(request, pathname, ctx), { headers: { "cache-control": "no-store" } });
  } catch (error) {
    const { bug, status, body, headers } = problemOf(error, { instance: pathname, requestId: newId("req") });
    if (bug) reportError(error, { seam: "sentry-cli", method: request.method, path: pathname });
    return Response.json({ detail: body.detail }, { status, headers });
  }
}

async function answer(request: Request, pathname: string, ctx: Context): Promise<unknown> {
  // `sentry-cli info`: whether the address and the token are right.
  if (request.method === "GET" && /^\/api\/0\/?$/.test(pathname))
    return { version: "0", auth: { scopes: ["project:releases"] }, user: null };
  const [, organization, rest = ""] =
    /^\/api\/0\/(?:organizations|projects)\/([\w.~%-]+)\/(.*?)\/?$/.exec(pathname) ?? [];
  if (organization !== undefined && rest === "chunk-upload")
    return request.method === "GET" ? uploadTerms(pathname) : takeChunks(request, ctx);
  if (request.method === "POST" && rest === "artifactbundle/assemble")
    return assembleBundle(ctx, parseInput(AssembleBundle, parseJson(await readBody(request))));
  // Slipway knows its releases: what `sentry-cli releases` says of them is heard and changes nothing.
  if (organization !== undefined && request.method !== "GET" && /(^|\/)releases(\/[^/]+)?$/.test(rest))
    return releaseOf(parseJson(await readBody(request)), rest);
  throw new DomainError(
    "not_found",
    "Of Sentry's API there is what uploads source maps as artifact bundles.",
  );
}

const uploadTerms = (pathname: string) => ({
  url: pathname,
  chunkSize: CHUNK_BYTES,
  chunksPerRequest: CHUNKS_PER_REQUEST,
  maxRequestSize: CHUNKS_PER_REQUEST * CHUNK_BYTES,
  maxFileSize: MOST_BUNDLE_BYTES,
  concurrency: 2,
  hashAlgorithm: "sha1",
  compression: ["gzip"],
  accept: ["release_files", "artifact_bundles", "artifact_bundles_v2"],
});

async function takeChunks(request: Request, ctx: Context): Promise<object> {
  const length = Number(request.headers.get("content-length") ?? Number.NaN);
  if (!Number.isFinite(length)) throw new ProtocolProblem("malformed", "Say the length of the body.");
  if (length > MOST_FORM_BYTES) throw new ProtocolProblem("too_large", "Send fewer pieces at a time.");
  const form = await request.formData().catch((error: unknown) => {
    throw new ProtocolProblem("malformed", `The body is no form: ${String(error)}`);
  });
  const parts = [...form.entries()].flatMap(([name, file]) =>
    file instanceof File && (name === "file" || name === "file_gzip") ? [{ name, file }] : [],
  );
  // Of gzip each may be as large as a piece may be.
  if (parts.length > CHUNKS_PER_REQUEST)
    throw new ProtocolProblem("too_large", "Send fewer pieces at a time.");
  const chunks = await Promise.all(
    parts.map(async ({ name, file }) => ({
      checksum: file.name,
      isPacked: name === "file_gzip",
      bytes: Buffer.from(await file.arrayBuffer()),
    })),
  );
  await storeChunks(ctx, chunks);
  return {};
}

function releaseOf(body: unknown, rest: string) {
  const said = typeof body === "object" && body !== null && "version" in body ? body.version : undefined;
  const version = typeof said === "string" ? said : inPlain(rest.split("/").at(-1) ?? "");
  return {
    version,
    shortVersion: version,
    dateCreated: new Date().toISOString(),
    projects: [],
    newGroups: 0,
  };
}

function inPlain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
