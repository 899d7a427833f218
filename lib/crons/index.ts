export { removeMonitor } from "./commands/remove-monitor";
export { getMonitor, listMonitors } from "./queries/list-monitors";
export { listRuns } from "./queries/list-runs";
