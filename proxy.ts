import { NextResponse, type NextRequest } from "next/server";

import { isStorable } from "@/lib/core/unstorable-text";

/**
 * Stands before every page. Tells the portal which page was asked for, so that signing in leads there and not home: a
 * layout does not learn its path from Next. And lets no text through that the database can't hold: such a path is no
 * page's, and such a filter is left out of the address, for the page and for the browser that reads it again.
 */
export function proxy(request: NextRequest) {
  const { nextUrl } = request;
  if (/%00/.test(nextUrl.pathname)) return NextResponse.rewrite(new URL("/not-a-page", nextUrl));
  const readable = nextUrl.clone();
  for (const [key, value] of nextUrl.searchParams) {
    if (!isStorable(`${key}${value}`)) readable.searchParams.delete(key);
  }
  if (readable.search !== nextUrl.search) return NextResponse.redirect(readable);

  const headers = new Headers(request.headers);
  headers.set("x-slipway-path", nextUrl.pathname + nextUrl.search);
  return NextResponse.next({ request: { headers } });
}

/** Neither the API, which has its own answer, nor what the build made. */
export const config = { matcher: "/((?!api/|_next/).*)" };
