import { median } from "./statistics.mjs";

/**
 * What was measured, line by line. `values` are the runs, of which the median counts; a goal is { atMost } or
 * { atLeast }, and a line without one is for information.
 */
export function openReport(print) {
  const rows = [];
  return {
    rows,
    add({ group, measure, unit, values, goal }) {
      const row = {
        group,
        measure,
        unit,
        median: round(median(values)),
        min: round(Math.min(...values)),
        max: round(Math.max(...values)),
        runs: values.length,
        ...(goal && { goal, met: isMet(median(values), goal) }),
      };
      rows.push(row);
      print(lineOf(row));
    },
    /** A measure that could not be taken: it is in the table and fails the run. */
    fail(group, error) {
      rows.push({ group, measure: "could not be measured", problem: error.message, met: false });
      print(`${group.padEnd(12)} could not be measured: ${error.stack}`);
    },
  };
}

export const HEAD = lineOf({
  group: "",
  measure: "Measure",
  median: "median",
  min: "min",
  max: "max",
  unit: "",
  goal: "goal",
});

function lineOf({ group, measure, unit, median: middle, min, max, goal, met }) {
  const value = `${middle} ${unit}`.trim().padStart(12);
  const range = min === max ? "" : `[${min} – ${max}]`;
  const verdict = met === undefined ? "" : met ? "met" : "MISSED";
  return `${group.padEnd(11)}${measure.padEnd(46)}${value}  ${range.padEnd(20)}${goalText(goal).padEnd(9)}${verdict}`.trimEnd();
}

function goalText(goal) {
  if (!goal || typeof goal === "string") return goal ?? "";
  return goal.atMost === undefined ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
}

const isMet = (value, { atMost = Infinity, atLeast = -Infinity }) => value <= atMost && value >= atLeast;
const round = (value) => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
