import { saveText } from "@/components/charts/save-chart";
import type { DashboardDefinition } from "@/lib/dashboards/contract";

/** Saves what a dashboard is as a file that can be imported again, here or elsewhere. */
export function exportDashboard(definition: DashboardDefinition): void {
  const name = definition.name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/gu, "");
  saveText(`${name || "dashboard"}.json`, `${JSON.stringify(definition, null, 2)}\n`, "application/json");
}
