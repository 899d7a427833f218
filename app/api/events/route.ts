import { answerWatch } from "@/lib/api";
import { currentActor } from "@/lib/auth";
import { requestContext } from "@/lib/core/request";

/** The one live channel: names of what changed, never values. Browsers refetch under their own authorization. */
export const GET = (request: Request) => answerWatch(request, requestContext, currentActor);
