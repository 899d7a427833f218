import { isMap, isNode, LineCounter, parseDocument } from "yaml";

import { DomainError } from "@/lib/core/errors";

import { PipelineDefinition, type StageView } from "../contract";

/** What is wrong, where in the pipeline, and in which line where that is known. */
type Mistake = {
  path: readonly (string | number)[];
  message: string;
  /** The message is said of the value alone, and does not name it. */
  isBare?: boolean;
  line?: number | undefined;
};

const MISTAKES_TOLD = 10;

/**
 * Reads a pipeline from YAML. Throws `invalid` with one sentence per mistake and its line, each also under the path of
 * what it is about (`stages.1.soak`), and all of them under `text`.
 * @param environments names of those that exist, in their order
 * @param teams names of those that exist
 */
export function parsePipeline(
  text: string,
  environments: readonly string[],
  teams: readonly string[],
): PipelineDefinition {
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: true, lineCounter: lines });
  const [syntax] = document.errors;
  if (syntax) {
    const message = syntax.message.split("\n")[0]?.replace(/:$/, "") ?? "This is not YAML";
    throw refusal([{ path: [], message: `${message}.` }]);
  }
  if (!isMap(document.contents)) throw refusal([{ path: [], message: "A pipeline begins with `stages:`." }]);
  const inLine = (mistake: Mistake): Mistake => ({ ...mistake, line: lineOf(document, mistake.path, lines) });
  const parsed = PipelineDefinition.safeParse(document.toJS());
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map(({ path, message }) => ({
      path: path.map((part) => (typeof part === "number" ? part : String(part))),
      message: `${message}.`,
      isBare: true,
    }));
    throw refusal(mistakes.slice(0, MISTAKES_TOLD).map(inLine));
  }
  const problems = problemsOf(parsed.data, environments, teams);
  if (problems.length > 0) throw refusal(problems.map(inLine));
  return parsed.data;
}

/** The teams that a pipeline asks for approvals, by name; none of one that cannot be read, which `parsePipeline` tells. */
export function teamsAskedIn(text: string): string[] {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) return [];
  const { data } = PipelineDefinition.safeParse(document.toJS());
  return [...new Set(data?.stages.flatMap(({ approvals }) => approvals?.team ?? []))];
}

function refusal(mistakes: readonly Mistake[]): DomainError {
  const sentences = mistakes.map(({ path, message, isBare, line }) => {
    const where = isBare ? `${path.join(".") || "The pipeline"}: ` : "";
    return `${line === undefined ? "" : `Line ${line}: `}${where}${message}`.replaceAll("..", ".");
  });
  const message = sentences.join(" ");
  return new DomainError("invalid", message, {
    fields: [
      { path: "text", message },
      ...mistakes
        .filter(({ path }) => path.length > 0)
        .map(({ path, message: sentence }) => ({
          path: path.join("."),
          message: sentence.replaceAll("..", "."),
        })),
    ],
  });
}

/** Where a value is written, or what it would stand in. */
function lineOf(
  document: ReturnType<typeof parseDocument>,
  path: readonly (string | number)[],
  lines: LineCounter,
): number | undefined {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

/** The stages with every default written out: each follows the one above unless it says otherwise. */
export const stagesOf = ({ stages }: PipelineDefinition): StageView[] =>
  stages.map((stage, index) => {
    const above = stages[index - 1];
    return {
      ...stage,
      after: stage.after ?? (above ? [above.environment] : []),
      needs: stage.needs ?? "all",
      promotion: stage.promotion ?? "manual",
      rollback: stage.rollback ?? "manual",
    };
  });

/** What holds where nobody wrote a pipeline: the environments in their order, every promotion by hand. */
export const pipelineOf = (environments: readonly string[]): PipelineDefinition => ({
  stages: environments.map((environment) => ({ environment })),
});

/** Whether any stage promotes or rolls back by itself. */
export const isAutomatic = (definition: PipelineDefinition): boolean =>
  definition.stages.some(({ promotion, rollback }) => promotion === "automatic" || rollback === "automatic");

/** What is wrong with a pipeline in this installation. */
function problemsOf(
  definition: PipelineDefinition,
  environments: readonly string[],
  teams: readonly string[],
): Mistake[] {
  const stages = stagesOf(definition);
  const names = stages.map(({ environment }) => environment);
  const problems = stages.flatMap((stage, index): Mistake[] => {
    const { environment: name, after } = stage;
    const at = (key: string) => ["stages", index, key];
    const team = stage.approvals?.team;
    const asksUpstream = stage.soak !== undefined || (stage.checks?.length ?? 0) > 0;
    return [
      ...(names.indexOf(name) === index
        ? []
        : [{ path: at("environment"), message: `${name} is listed twice.` }]),
      ...(environments.includes(name)
        ? []
        : [{ path: at("environment"), message: `There is no environment "${name}".` }]),
      ...after
        .filter((upstream) => !names.includes(upstream))
        .map((upstream) => ({
          path: at("after"),
          message: `${name} comes after ${upstream}, which is no stage.`,
        })),
      ...(team === undefined || teams.includes(team)
        ? []
        : [{ path: [...at("approvals"), "team"], message: `There is no team "${team}".` }]),
      ...(asksUpstream && after.length === 0
        ? [
            {
              path: at(stage.soak === undefined ? "checks" : "soak"),
              message: `${name} comes after nothing, so there is nothing to soak or to check before it.`,
            },
          ]
        : []),
    ];
  });
  const circle = circleOf(stages);
  if (circle) {
    problems.push({ path: ["stages"], message: `These stages wait for each other: ${circle.join(", ")}.` });
  }
  return problems;
}

/** The stages that are left when those that can be reached are taken away, or undefined. */
function circleOf(stages: readonly StageView[]): string[] | undefined {
  let left = [...stages];
  for (;;) {
    const waiting = left.filter(({ after }) =>
      after.some((name) => left.some((each) => each.environment === name)),
    );
    if (waiting.length === 0) return undefined;
    if (waiting.length === left.length) return left.map(({ environment }) => environment);
    left = waiting;
  }
}
