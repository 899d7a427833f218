/** Pages that every service has; below them stands what only one service has. */
const SHARED = new Set(["releases", "settings"]);

/** The rest of a service's path that fits another service too: `/services/shop/releases/rel_1` gives `/releases`. */
export function samePageOf(pathname: string): string {
  const tab = pathname.split("/")[3] ?? "";
  return SHARED.has(tab) ? `/${tab}` : "";
}
