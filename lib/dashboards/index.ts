export { createDashboard } from "./commands/create-dashboard";
export { deleteDashboard } from "./commands/delete-dashboard";
export { saveDashboard } from "./commands/save-dashboard";
export { getDashboard, listDashboards } from "./queries/dashboards";
