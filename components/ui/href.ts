import type { Route } from "next";

/** The one place where a composed path becomes a typed route: `href(`/services/${id}`)`. */
export function href(path: string): Route {
  // oxlint-disable-next-line typescript/no-unnecessary-type-assertion, typescript/no-unsafe-type-assertion -- the one cast; a no-op until Next has generated the routes
  return path as Route;
}
