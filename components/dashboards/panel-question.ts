import {
  type DashboardRange,
  type PanelQuery,
  type VariableValues,
  withVariables,
} from "@/lib/dashboards/contract";

/** What all panels of a dashboard have in common. */
export type DashboardScope = {
  range: DashboardRange;
  values: VariableValues;
  /** Charts with the same one share a cursor. */
  cursor: string;
};

export type PanelQuestion = Omit<PanelQuery, "aggregation"> & {
  aggregation: PanelQuery["aggregation"] | undefined;
  where: string;
  by: string;
  range: DashboardRange;
};

/** What a panel asks once its variables are filled in; a sentence where that cannot be. */
export function questionOfPanel(
  { metric, aggregation, where, by }: PanelQuery,
  { range, values }: Pick<DashboardScope, "range" | "values">,
): PanelQuestion | { problem: string } {
  const filled = withVariables(where ?? "", values);
  if ("problem" in filled) return filled;
  return { metric, aggregation, where: filled.where, by: by ?? "", range };
}

/** What of it is asked of a heat map and a histogram. */
export const distributionOf = ({ metric, where, range }: PanelQuestion) => ({ metric, where, range });
