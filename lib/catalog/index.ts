export { archiveService } from "./commands/archive-service";
export { createEnvironment } from "./commands/create-environment";
export { createService } from "./commands/create-service";
export { updateEnvironment } from "./commands/update-environment";
export { updateService } from "./commands/update-service";
export { getEnvironment, getServiceView, listEnvironments } from "./queries";
