import type { Route } from "next";

/** The one place where a composed path becomes a typed route: `href(`/services/${id}`)`. */
export function href(path: string): Route {
  return path as Route;
}
