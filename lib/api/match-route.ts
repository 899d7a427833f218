import "server-only";
import { DomainError } from "@/lib/core/errors";
import { isStorable } from "@/lib/core/unstorable-text";

import type { ApiRoute } from "./define-route";
import { ProtocolProblem } from "./problem";

/** Longer than any id or name; a name never reaches the database in this length. */
const MAXIMUM_SEGMENT = 200;

/**
 * Finds the route of a request below /api/v1. Fixed segments win over parameters. Throws `not_found`, or 405 with
 * `Allow` when only the method is wrong.
 */
export function matchRoute(
  routes: readonly ApiRoute[],
  method: string,
  path: string,
): { route: ApiRoute; params: Record<string, string> } {
  const segments = segmentsOf(path);
  const found = segments ? routes.flatMap((route) => fit(route, segments)) : [];
  found.sort((one, other) => Object.keys(one.params).length - Object.keys(other.params).length);
  const wanted = method === "HEAD" ? "GET" : method;
  const match = found.find(({ route }) => route.method === wanted);
  if (match) return match;
  if (found.length === 0) {
    throw new DomainError(
      "not_found",
      "There is no such path. The document at /api/v1/openapi.json lists them.",
    );
  }
  const allow = [...new Set(found.map(({ route }) => route.method))].join(", ");
  throw new ProtocolProblem("method_not_allowed", `This path answers to ${allow}.`, { headers: { allow } });
}

function fit(route: ApiRoute, segments: readonly string[]) {
  const template = route.path.slice(1).split("/");
  if (template.length !== segments.length) return [];
  const params: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? "";
    if (part.startsWith("{")) params[part.slice(1, -1)] = segment;
    else if (part !== segment) return [];
  }
  return [{ route, params }];
}

/** Undefined for what cannot name anything: bad escapes, empty or oversized segments, unstorable characters. */
function segmentsOf(path: string): string[] | undefined {
  try {
    const segments = path
      .replace(/^\/|\/$/g, "")
      .split("/")
      .map(decodeURIComponent);
    const nameable = segments.every(
      (segment) => segment !== "" && segment.length <= MAXIMUM_SEGMENT && isStorable(segment),
    );
    return nameable ? segments : undefined;
  } catch {
    return undefined;
  }
}
