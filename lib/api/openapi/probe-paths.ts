import "server-only";
import type { z } from "zod";

import { HealthView, ReadinessView } from "../contract";
import { inputSchemaOf } from "./json-schema";

const answer = (view: z.ZodType, description: string) => ({
  description,
  content: { "application/json": { schema: inputSchemaOf(view) } },
});

/** The two probes live beside the API and need no token. */
export const probePaths = {
  "/api/health": {
    get: {
      operationId: "getHealth",
      tags: ["Probes"],
      summary: "Liveness: this web process answers",
      security: [],
      responses: { 200: answer(HealthView, "It answers") },
    },
  },
  "/api/ready": {
    get: {
      operationId: "getReadiness",
      tags: ["Probes"],
      summary: "Readiness: database, migrations, worker, intake and target, each by name",
      security: [],
      responses: {
        200: answer(ReadinessView, "Every part is ready"),
        503: answer(ReadinessView, "At least one part is not; its message says why"),
      },
    },
  },
};
