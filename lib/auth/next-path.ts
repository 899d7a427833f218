import type { Route } from "next";

/** Only its path is used: any origin would do, this one can't be anybody's. */
const HERE = "http://slipway.invalid";

/**
 * Where to go after signing in: a path of our own, whatever the link said. Anything else leads home, so that a link to
 * the real sign-in page can't end on somebody else's site.
 */
export function nextPath(next: string | null | undefined): Route {
  if (!next?.startsWith("/")) return "/";
  if (!URL.canParse(next, HERE)) return "/";
  // The browser's own reading decides: `//host`, `/\host` and tabs inside all name another origin.
  const url = new URL(next, HERE);
  if (url.origin !== HERE || /^\/(api|sign-in|set-up|invitation)(\/|$)/.test(url.pathname)) return "/";
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a path that does not exist shows the page that says so
  return `${url.pathname}${url.search}${url.hash}` as Route;
}
