import "server-only";
import type { Context } from "@/lib/core/context";

import { answerRequest } from "./answer-request";
import { routes } from "./registry";

export { answerSentryCli } from "./answer-sentry-cli";
export { answerWatch } from "./answer-watch";
export { readiness } from "./readiness";

/** Answers one request below /api/v1. */
export const answerApi = (request: Request, contextOf: () => Promise<Context>): Promise<Response> =>
  answerRequest(request, routes, contextOf);
