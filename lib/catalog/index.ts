export { archiveService } from "./commands/archive-service";
export { createEnvironment } from "./commands/create-environment";
export { createService } from "./commands/create-service";
export { setDependencies } from "./commands/set-dependencies";
export { setServiceOwner } from "./commands/set-service-owner";
export { updateEnvironment } from "./commands/update-environment";
export { updateService } from "./commands/update-service";
export { listDependencies, readDependencyGraph } from "./dependencies";
export { getEnvironment, getServiceView, listEnvironments } from "./queries";
