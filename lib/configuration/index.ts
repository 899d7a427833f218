export { importVariables } from "./commands/import-variables";
export { resealValues } from "./commands/reseal-values";
export { restoreConfiguration } from "./commands/restore-configuration";
export { setVariable } from "./commands/set-variable";
export { compareConfigurations } from "./compare";
export {
  findConfigurationProblems,
  hasValue,
  judgeConfiguration,
  pinConfiguration,
  readConfiguration,
  type PlainConfiguration,
} from "./for-deployments";
export { compareVariables, exportVariables, listConfigurationVersions, listVariables } from "./queries";
