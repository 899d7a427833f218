import type { CheckOutcome } from "../runner/run-check";

/** What a check that did not pass said, in one sentence with what was expected and found. */
export const sentenceOf = ({
  name,
  status,
  expected,
  actual,
}: Pick<CheckOutcome, "name" | "status" | "expected" | "actual">): string =>
  status === "failed"
    ? `The check "${name}" failed: expected ${expected}, but it was ${closed(actual)}`
    : `The check "${name}" could not tell. ${closed(actual)}`;

const closed = (text: string) => (/[.…]$/.test(text) ? text : `${text}.`);
