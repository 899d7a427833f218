export { archiveService } from "./commands/archive-service";
export { createEnvironment } from "./commands/create-environment";
export { createService } from "./commands/create-service";
export { setVariable } from "./commands/set-variable";
export { updateEnvironment } from "./commands/update-environment";
export { updateService } from "./commands/update-service";
export {
  compareVariables,
  getEnvironment,
  getServiceView,
  listEnvironments,
  listVariables,
  readVariables,
} from "./queries";
