import { isMap, parseDocument } from "yaml";

import { DomainError } from "@/lib/core/errors";

import { PipelineDefinition, type StageView } from "../contract";

/**
 * Reads a pipeline from YAML. Throws `invalid` with one sentence per mistake, the line first where it is known.
 * @param environments names of those that exist, in their order
 */
export function parsePipeline(text: string, environments: readonly string[]): PipelineDefinition {
  const document = parseDocument(text, { prettyErrors: true });
  const [syntax] = document.errors;
  if (syntax) throw refusal([syntax.message.split("\n")[0] ?? "This is not YAML."]);
  if (!isMap(document.contents)) throw refusal(["A pipeline begins with `stages:`."]);
  const parsed = PipelineDefinition.safeParse(document.toJS());
  if (!parsed.success) {
    throw refusal(
      parsed.error.issues
        .slice(0, 5)
        .map(({ path, message }) => `${path.map(String).join(".") || "The pipeline"}: ${message}.`),
    );
  }
  const problems = problemsOf(parsed.data, environments);
  if (problems.length > 0) throw refusal(problems);
  return parsed.data;
}

const refusal = (sentences: readonly string[]) => {
  const message = sentences.join(" ").replaceAll("..", ".");
  return new DomainError("invalid", message, { fields: [{ path: "text", message }] });
};

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

/** What is wrong with a pipeline in this installation, one sentence each. */
function problemsOf(definition: PipelineDefinition, environments: readonly string[]): string[] {
  const stages = stagesOf(definition);
  const names = stages.map(({ environment }) => environment);
  const problems = names.flatMap((name, index) => {
    if (names.indexOf(name) !== index) return [`${name} is listed twice.`];
    return environments.includes(name) ? [] : [`There is no environment "${name}".`];
  });
  for (const stage of stages) {
    for (const upstream of stage.after) {
      if (!names.includes(upstream))
        problems.push(`${stage.environment} comes after ${upstream}, which is no stage.`);
    }
    const asksUpstream = stage.soak !== undefined || (stage.checks?.length ?? 0) > 0;
    if (asksUpstream && stage.after.length === 0) {
      problems.push(
        `${stage.environment} comes after nothing, so there is nothing to soak or to check before it.`,
      );
    }
  }
  const circle = circleOf(stages);
  if (circle) problems.push(`These stages wait for each other: ${circle.join(", ")}.`);
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
