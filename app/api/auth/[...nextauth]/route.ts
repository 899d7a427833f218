import type { NextRequest } from "next/server";

import { authRoute } from "@/lib/auth";
import { requestContext } from "@/lib/core/request";

type Route = RouteContext<"/api/auth/[...nextauth]">;

const answer = async (request: NextRequest, route: Route) =>
  authRoute(await requestContext(), request, route);

export { answer as GET, answer as POST };
