import "server-only";
import type { ApiRoute } from "./define-route";
import { auditRoutes } from "./routes/audit";
import { channelRoutes } from "./routes/channels";
import { checkRoutes } from "./routes/checks";
import { configurationRoutes } from "./routes/configurations";
import { cronRoutes } from "./routes/crons";
import { dashboardRoutes } from "./routes/dashboards";
import { deploymentRoutes } from "./routes/deployments";
import { documentRoutes } from "./routes/document";
import { environmentRoutes } from "./routes/environments";
import { errorRoutes } from "./routes/errors";
import { gateRoutes } from "./routes/gates";
import { logRoutes } from "./routes/logs";
import { notificationRoutes } from "./routes/notifications";
import { overviewRoutes } from "./routes/overview";
import { peopleRoutes } from "./routes/people";
import { releaseSetRoutes } from "./routes/release-sets";
import { releaseRoutes } from "./routes/releases";
import { serviceRoutes } from "./routes/services";
import { teamRoutes } from "./routes/teams";
import { telemetryRoutes } from "./routes/telemetry";
import { tokenRoutes } from "./routes/tokens";
import { traceRoutes } from "./routes/traces";
import { variableRoutes } from "./routes/variables";

/** Every route of the token API, in the order in which the document lists them. */
export const routes: readonly ApiRoute[] = [
  ...serviceRoutes,
  ...releaseRoutes,
  ...deploymentRoutes,
  ...releaseSetRoutes,
  ...checkRoutes,
  ...telemetryRoutes,
  ...traceRoutes,
  ...errorRoutes,
  ...cronRoutes,
  ...logRoutes,
  ...dashboardRoutes,
  ...gateRoutes,
  ...environmentRoutes,
  ...variableRoutes,
  ...configurationRoutes,
  ...overviewRoutes,
  ...notificationRoutes,
  ...channelRoutes,
  ...peopleRoutes,
  ...teamRoutes,
  ...tokenRoutes,
  ...auditRoutes,
  ...documentRoutes(() => routes),
];
