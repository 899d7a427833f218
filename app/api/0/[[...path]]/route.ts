import { answerSentryCli } from "@/lib/api";
import { requestContext } from "@/lib/core/request";

/** What sentry-cli and the plugins of bundlers call to upload source maps. */
const answer = (request: Request) => answerSentryCli(request, requestContext);

export { answer as GET, answer as POST, answer as PUT };
