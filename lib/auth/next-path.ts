import type { Route } from "next";

/** Only its path is used: any origin would do, this one can't be anybody's. */
const HERE = "http://slipway.invalid";

/**
 * Where to go after signing in: a path of our own, whatever the link said. Anything else leads home, so that a link to
 * the real sign-in page can't end on somebody else's site.
 */
export function nextPath(next: string | null | undefined): Route {
  if (!next?.startsWith("/")) return "/";
  const path = ownPath(next);
  // Read a second time, as the browser will: without its dots, `/.//host` is the `//host` of another site.
  if (path === undefined || ownPath(path) !== path) return "/";
  if (/^\/(api|sign-in|set-up|invitation)(\/|$)/.test(path.replace(/[?#].*$/, ""))) return "/";
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a path that does not exist shows the page that says so
  return path as Route;
}

/** As a browser reads it: `//host`, `/\host` and tabs inside all name another origin. Undefined for those. */
function ownPath(reference: string): string | undefined {
  if (!URL.canParse(reference, HERE)) return undefined;
  const { origin, pathname, search, hash } = new URL(reference, HERE);
  return origin === HERE ? `${pathname}${search}${hash}` : undefined;
}
