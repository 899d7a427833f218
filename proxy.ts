import { NextResponse, type NextRequest } from "next/server";

/**
 * Tells the portal's layout which page was asked for, so that signing in leads there and not home: a layout does not
 * learn its path from Next.
 */
export function proxy(request: NextRequest) {
  const headers = new Headers(request.headers);
  headers.set("x-slipway-path", request.nextUrl.pathname + request.nextUrl.search);
  return NextResponse.next({ request: { headers } });
}

/** Pages only: neither the API nor static files. */
export const config = { matcher: "/((?!api/|_next/|.*\\.[a-z0-9]+$).*)" };
