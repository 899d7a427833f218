"use client";

import { PlusIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { PIPELINE_DEFAULTS } from "@/db/enums";

import type { PipelineDraft } from "./pipeline-draft";
import { addStage, moveStage, removeStage, setRollbacksPerHour, setRule } from "./pipeline-text";
import { StageForm, type StageChoices } from "./stage-form";

type PipelineFormProps = {
  draft: PipelineDraft;
  text: string;
  onText: (text: string) => void;
  choices: StageChoices;
  problems: Readonly<Record<string, string>>;
};

const COUNTS = [1, 2, 3, 5, 10, 20];

/** A form for each stage. Every change goes into the text and comes back from there. */
export function PipelineForm({ draft, text, onText, choices, problems }: PipelineFormProps) {
  const { stages, rollbacksPerHour, problem } = draft;
  if (problem !== undefined && stages.length === 0 && text.trim() !== "") {
    return (
      <Notice tone="warn" title="The form waits until the text can be read.">
        {problem}
      </Notice>
    );
  }
  const free = choices.environments.filter((name) => !stages.some(({ environment }) => environment === name));
  const next = free[0];
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {stages.map((stage, index) => (
        <StageForm
          // oxlint-disable-next-line react/no-array-index-key -- a stage may have no name yet, or that of another one
          key={`${index} ${stage.environment}`}
          stage={stage}
          index={index}
          stages={stages}
          choices={choices}
          problems={problems}
          onRule={(key, value) => onText(setRule(text, index, key, value))}
          onMove={(by) => onText(moveStage(text, index, by))}
          onRemove={() => onText(removeStage(text, index))}
        />
      ))}
      {next !== undefined && (
        <Button icon={PlusIcon} className="self-start" onClick={() => onText(addStage(text, next))}>
          {`Add a stage for ${next}`}
        </Button>
      )}
      {stages.some(({ rollback }) => rollback === "automatic") && (
        <Field
          label="Automatic rollbacks in an hour"
          hint="More of them wait for a person: going back again and again helps nobody."
          error={problems["rollbacksPerHour"]}
        >
          {(control) => (
            <Select
              {...control}
              value={rollbacksPerHour ?? PIPELINE_DEFAULTS.rollbacksPerHour}
              onChange={({ currentTarget }) => {
                const count = Number(currentTarget.value);
                onText(
                  setRollbacksPerHour(text, count === PIPELINE_DEFAULTS.rollbacksPerHour ? undefined : count),
                );
              }}
              className="max-w-60"
            >
              {[...new Set([...COUNTS, rollbacksPerHour ?? PIPELINE_DEFAULTS.rollbacksPerHour])].map(
                (count) => (
                  <option key={count} value={count}>
                    {count}
                  </option>
                ),
              )}
            </Select>
          )}
        </Field>
      )}
    </div>
  );
}
