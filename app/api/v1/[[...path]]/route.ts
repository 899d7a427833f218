import { answerApi } from "@/lib/api";
import { requestContext } from "@/lib/core/request";

/** One door for the whole token API: its registry decides paths, methods and the OpenAPI document at once. */
const answer = (request: Request) => answerApi(request, requestContext);

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
