import { STARTING_POINTS } from "./starting-point-list";

/** What a link to the editor asks to begin with; undefined for what holds now. */
export const startingText = (
  start: unknown,
  environments: readonly string[],
  checks: readonly string[],
): string | undefined => STARTING_POINTS.find(({ name }) => name === start)?.textOf(environments, checks);
