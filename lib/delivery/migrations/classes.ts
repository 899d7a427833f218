import { MIGRATION_CLASSES, type MigrationClass } from "@/db/enums";

/** What was found out about one statement or one migration, and the sentences that say why. */
export type Finding = { class: MigrationClass; why: string[] };

const gravity = (one: MigrationClass): number => MIGRATION_CLASSES.indexOf(one);

export const worstOf = (classes: readonly MigrationClass[]): MigrationClass =>
  classes.reduce((worst, one) => (gravity(one) > gravity(worst) ? one : worst), "none");

/** Several findings as one: the worst class, with the sentences that led to it first. */
export function combined(findings: readonly Finding[]): Finding {
  const worst = worstOf(findings.map((finding) => finding.class));
  const sorted = findings.toSorted((left, right) => gravity(right.class) - gravity(left.class));
  return { class: worst, why: [...new Set(sorted.flatMap(({ why }) => why))] };
}
