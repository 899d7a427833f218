import "server-only";
import { DomainError } from "@/lib/core/errors";
import { env } from "@/lib/env";

import type { ApiRoute } from "./define-route";

/**
 * For requests with a cookie, which a browser sends wherever a link or an image asks it to. Only our own pages and the
 * address bar may ask; releases that we serve are on the same site, so being of that is not enough. Throws `forbidden`.
 */
export function refuseOtherSites(request: Request, route: Pick<ApiRoute, "permission">): void {
  const site = request.headers.get("sec-fetch-site");
  if (site === null ? isFromHere(request, route) : site === "same-origin" || site === "none") return;
  throw new DomainError("forbidden", "Another site may not ask this in your name. Open the portal instead.");
}

/**
 * Browsers leave Sec-Fetch-Site out on plain http, localhost excepted; what they name as the source decides then. A
 * page can have them name none, so silence is enough for a plain read only, whose answer another site can't look into.
 */
function isFromHere({ headers, url }: Request, { permission }: Pick<ApiRoute, "permission">): boolean {
  const source = headers.get("origin") ?? headers.get("referer");
  if (source === null) return isPlainRead(permission);
  const { SLIPWAY_URL } = env();
  const received = headers.get("x-forwarded-host")?.split(",")[0]?.trim() ?? headers.get("host");
  const own = [received ?? new URL(url).host, SLIPWAY_URL && new URL(SLIPWAY_URL).host];
  return URL.canParse(source) && own.includes(new URL(source).host);
}

/** A GET that takes more than a permission to read costs something (a fetch of a repository) or leaves a trace (an export). */
const isPlainRead = (permission: string) => /(^|\.)read$/.test(permission);
