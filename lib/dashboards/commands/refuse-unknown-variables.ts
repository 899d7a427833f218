import { DomainError } from "@/lib/core/errors";

import { type DashboardDefinition, withVariables } from "../contract";

/** Throws `invalid` with the path of each panel whose filter names what is no variable of the dashboard. */
export function refuseUnknownVariables({ panels, variables }: DashboardDefinition): void {
  const values = Object.fromEntries(variables.map(({ name }) => [name, ""]));
  const fields = panels.flatMap((panel, index) => {
    if (panel.kind === "text") return [];
    const read = withVariables(panel.query.where, values);
    return "problem" in read
      ? [{ path: `definition.panels.${index}.query.where`, message: read.problem }]
      : [];
  });
  if (fields[0]) throw new DomainError("invalid", fields[0].message, { fields });
}
