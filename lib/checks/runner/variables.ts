import { ExpressionTrouble, matchOf } from "../assertions/matches";
import type { VariableRule } from "../contract";
import { judgeInTime } from "./judge-in-time";
import { CouldNotTell, DidNotHold, type Attempt, type Verdict } from "./verdict";

type Broken = { expected: string; actual: string };

const SHORTEST_SECRET = 8;
/** What examples and templates carry; whoever deploys it has forgotten to set the real one. */
const PLACEHOLDER = /^(change[-_ ]?me|secret|password|example|test|todo|xxx+|placeholder|your[-_ ].*)$/i;

const FORMATS: Record<NonNullable<VariableRule["format"]>, (value: string) => boolean> = {
  url: (value) => URL.canParse(value),
  integer: (value) => /^-?\d+$/.test(value),
  number: (value) => value.trim() !== "" && Number.isFinite(Number(value)),
  boolean: (value) => /^(true|false|0|1|yes|no)$/i.test(value),
  email: (value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value),
  hostname: (value) => /^(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/i.test(value),
  port: (value) => /^\d{1,5}$/.test(value) && Number(value) > 0 && Number(value) <= 65_535,
  json: (value) => {
    try {
      JSON.parse(value);
      return true;
    } catch {
      return false;
    }
  },
};

/** Holds the variables of the service against their rules. Says what is wrong with a value, never the value. */
export async function runVariables(
  rules: Record<string, VariableRule>,
  { place }: Attempt,
): Promise<Verdict> {
  const broken: Broken[] = [];
  const valueOf = (key: string) => (Object.hasOwn(place.variables, key) ? place.variables[key] : undefined);
  const judged = judgeInTime(() =>
    Object.entries(rules).map(([key, rule]) => ({ key, rule, broken: judge(key, valueOf(key), rule) })),
  );
  for (const { key, rule, broken: own } of judged) {
    // oxlint-disable-next-line no-await-in-loop -- in the order of the definition; a handful of reads
    broken.push(...own, ...(await sameElsewhere(key, valueOf(key), rule, place)));
  }
  if (broken.length > 0) throw new DidNotHold(join(broken, "expected"), join(broken, "actual"));
  const names = Object.keys(rules).join(", ");
  return { status: "passed", expected: `${names} as declared`, actual: "all as declared" };
}

function judge(key: string, value: string | undefined, rule: VariableRule): Broken[] {
  if (value === undefined || value === "") {
    const isOptional = rule.required === false;
    return isOptional
      ? []
      : [{ expected: `${key} is set`, actual: `${key} is ${value === "" ? "empty" : "not set"}` }];
  }
  const broken: Broken[] = [];
  const demand = (holds: boolean, expected: string, actual: string) => {
    if (!holds) broken.push({ expected: `${key} ${expected}`, actual: `${key} ${actual}` });
  };
  if (rule.format) demand(FORMATS[rule.format](value), `has the format ${rule.format}`, "has another format");
  if (rule.oneOf)
    demand(rule.oneOf.includes(value), `is one of ${rule.oneOf.join(", ")}`, "is something else");
  if (rule.matches !== undefined)
    demand(fits(rule.matches, value), `matches /${rule.matches}/`, "does not match");
  if (rule.secret) {
    demand(
      value.length >= SHORTEST_SECRET,
      `has ${SHORTEST_SECRET} characters or more`,
      `has ${value.length}`,
    );
    demand(!PLACEHOLDER.test(value), "is a secret of its own", "is a placeholder");
  }
  return broken;
}

function fits(expression: string, value: string): boolean {
  try {
    return matchOf(expression, value) !== undefined;
  } catch (error) {
    throw error instanceof ExpressionTrouble ? new CouldNotTell(error.message) : error;
  }
}

async function sameElsewhere(
  key: string,
  value: string | undefined,
  rule: VariableRule,
  place: Attempt["place"],
): Promise<Broken[]> {
  const { differsFrom } = rule;
  if (differsFrom === undefined || differsFrom === place.environment || value === undefined) return [];
  const isSame = await place.isSameIn(differsFrom, key, value);
  if (isSame === undefined)
    throw new CouldNotTell(`There is no environment ${differsFrom} that ${key} could differ from.`);
  if (!isSame) return [];
  return [
    { expected: `${key} differs from ${differsFrom}`, actual: `${key} has the value of ${differsFrom}` },
  ];
}

const join = (broken: readonly Broken[], side: keyof Broken) => broken.map((each) => each[side]).join("; ");
