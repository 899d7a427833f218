export { runChecks } from "./commands/run-checks";
export { removeCheck, saveCheck } from "./commands/save-check";
export { getChecks } from "./queries/checks";
export { proposeChecks } from "./queries/propose";
export { getCheckRun, listCheckRuns, listDeploymentChecks } from "./queries/runs";
export { checksPassed, monitorVerdict } from "./queries/verdicts";
export { runGate } from "./runs/gate";
