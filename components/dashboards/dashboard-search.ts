import { parseAsBoolean, parseAsString, parseAsStringLiteral } from "nuqs/server";

import {
  DASHBOARD_RANGES,
  type DashboardDefinition,
  type Variable,
  type VariableValues,
} from "@/lib/dashboards/contract";

/** What of a dashboard one looks at, as it stands in the URL: a link to the page is a link to the same picture. */
export const dashboardSearch = {
  service: parseAsString,
  environment: parseAsString,
  region: parseAsString,
  release: parseAsString,
  /** As the dashboard has it, unless somebody chose. */
  range: parseAsStringLiteral(DASHBOARD_RANGES),
  /** The id of the panel that fills the screen. */
  panel: parseAsString,
  edit: parseAsBoolean.withDefault(false),
};

type Chosen = Partial<Record<Variable, string | null>>;

/** The values of the variables that the dashboard has: what the URL says, else what it starts with. */
export const valuesOf = (
  { variables }: Pick<DashboardDefinition, "variables">,
  chosen: Chosen,
): VariableValues => Object.fromEntries(variables.map(({ name, value }) => [name, chosen[name] ?? value]));
