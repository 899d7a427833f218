import type { Endpoint } from "./endpoint";
import { otlpEndpoints } from "./otlp";
import { prometheusEndpoint } from "./prometheus";
import { sentryEndpoints } from "./sentry";

/** All that the intake understands; the first one that matches a path answers for it. */
export const ENDPOINTS: readonly Endpoint[] = [...otlpEndpoints, ...sentryEndpoints, prometheusEndpoint];
