import { cache } from "react";

import { pageContext } from "@/lib/core/request";
import { getService } from "@/lib/delivery";

import { orNotFound } from "../../or-not-found";

/** The service that the path names, read once per request: the frame and the page inside it both show it. */
export const loadService = cache(async (service: string) =>
  orNotFound(getService(await pageContext(), service)),
);
