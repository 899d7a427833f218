import type { Instrumentation } from "next";

/** Runs once when the web process starts. Without SENTRY_DSN nothing is loaded. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs" || !process.env.SENTRY_DSN) return;
  const { startErrorReporting } = await import("@/lib/core/sentry");
  await startErrorReporting();
}

/** Everything a page, action or route handler threw and nobody translated: a bug, through the one seam. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  // A refusal that a page showed to somebody. By name, because nothing of ours is loaded before something is to be told.
  if (error instanceof Error && error.name === "DomainError") return;
  const { reportError } = await import("@/lib/core/report-error");
  const requestId = request.headers["x-request-id"];
  reportError(error, {
    seam: context.routeType,
    route: context.routePath,
    method: request.method,
    path: request.path.split("?")[0],
    requestId: typeof requestId === "string" ? requestId : undefined,
    digest:
      typeof error === "object" && error !== null && "digest" in error ? String(error.digest) : undefined,
  });
};
