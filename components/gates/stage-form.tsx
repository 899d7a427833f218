"use client";

import { ArrowDownIcon, ChevronUpIcon, TrashIcon } from "@/components/icons";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { PIPELINE_DEFAULTS } from "@/db/enums";

import { AfterFields } from "./after-fields";
import { ApprovalFields } from "./approval-fields";
import { CheckNames } from "./check-names";
import type { StageDraft } from "./pipeline-draft";
import { problemAt } from "./problem-at";
import { StageWindowFields } from "./stage-window-fields";

/** What there is to choose from. */
export type StageChoices = {
  environments: readonly string[];
  checks: readonly string[];
  teams: readonly string[];
};

type StageFormProps = {
  stage: StageDraft;
  index: number;
  stages: readonly StageDraft[];
  choices: StageChoices;
  problems: Readonly<Record<string, string>>;
  onRule: <Key extends keyof StageDraft>(key: Key, value: StageDraft[Key] | undefined) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
};

/** Everything a stage can ask for. What is left at its default is not written. */
export function StageForm({
  stage,
  index,
  stages,
  choices,
  problems,
  onRule,
  onMove,
  onRemove,
}: StageFormProps) {
  const { environment } = stage;
  const after = stage.after ?? stages.slice(Math.max(0, index - 1), index).map((above) => above.environment);
  const at = (key: keyof StageDraft) => problemAt(problems, `stages.${index}.${key}`);
  const taken = stages.map((each) => each.environment);
  const free = choices.environments.filter((name) => name === environment || !taken.includes(name));
  return (
    <fieldset
      aria-label={environment || `Stage ${index + 1}`}
      className="flex min-w-0 flex-col gap-5 rounded-lg border bg-surface p-4"
    >
      <div className="flex items-end gap-2">
        <Field label={`Stage ${index + 1}`} error={at("environment")} className="min-w-0 flex-1">
          {(control) => (
            <Select
              {...control}
              value={environment}
              onChange={({ currentTarget }) => onRule("environment", currentTarget.value)}
            >
              {!free.includes(environment) && <option value={environment}>{environment || "Choose"}</option>}
              {free.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <IconButton
          icon={ChevronUpIcon}
          label={`Move ${environment} up`}
          disabled={index === 0}
          onClick={() => onMove(-1)}
        />
        <IconButton
          icon={ArrowDownIcon}
          label={`Move ${environment} down`}
          disabled={index === stages.length - 1}
          onClick={() => onMove(1)}
        />
        <IconButton icon={TrashIcon} label={`Remove ${environment}`} onClick={onRemove} />
      </div>
      <AfterFields
        stage={stage}
        after={after}
        others={taken.filter((name) => name !== environment)}
        isDefault={stage.after === undefined && index > 0}
        problem={at("after") ?? at("needs")}
        onRule={onRule}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Promotion" error={at("promotion")}>
          {(control) => (
            <Select
              {...control}
              value={stage.promotion ?? "manual"}
              onChange={({ currentTarget }) =>
                onRule("promotion", currentTarget.value === "automatic" ? "automatic" : undefined)
              }
            >
              <option value="manual">By a person</option>
              <option value="automatic">By itself</option>
            </Select>
          )}
        </Field>
        <DurationText
          label="Soak"
          hint="How long it has to have served before, without a break."
          placeholder="none, or for example 30m"
          value={stage.soak}
          error={at("soak")}
          onChange={(value) => onRule("soak", value)}
        />
      </div>
      <CheckNames
        value={stage.checks ?? []}
        known={choices.checks}
        error={at("checks")}
        onChange={(names) => onRule("checks", names.length > 0 ? names : undefined)}
      />
      <ApprovalFields
        value={stage.approvals}
        teams={choices.teams}
        problem={at("approvals")}
        onChange={(value) => onRule("approvals", value)}
      />
      <StageWindowFields
        value={stage.windows}
        problems={problems}
        path={`stages.${index}.windows`}
        onChange={(value) => onRule("windows", value)}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Rollback" error={at("rollback")}>
          {(control) => (
            <Select
              {...control}
              value={stage.rollback ?? "manual"}
              onChange={({ currentTarget }) =>
                onRule("rollback", currentTarget.value === "automatic" ? "automatic" : undefined)
              }
            >
              <option value="manual">By a person</option>
              <option value="automatic">By itself, when its monitors fail</option>
            </Select>
          )}
        </Field>
        {(stage.rollback === "automatic" || stage.watch !== undefined) && (
          <DurationText
            label="Watched for"
            hint="How long after its start it goes back by itself."
            placeholder={PIPELINE_DEFAULTS.watch}
            value={stage.watch}
            error={at("watch")}
            onChange={(value) => onRule("watch", value)}
          />
        )}
      </div>
    </fieldset>
  );
}

type DurationTextProps = {
  label: string;
  hint: string;
  placeholder: string;
  value: string | undefined;
  error: string | undefined;
  onChange: (value: string | undefined) => void;
};

/** A duration as the file has it: "30m". */
function DurationText({ label, hint, placeholder, value, error, onChange }: DurationTextProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <Input
          {...control}
          value={value ?? ""}
          placeholder={placeholder}
          onChange={({ currentTarget }) => onChange(currentTarget.value.trim() || undefined)}
          autoComplete="off"
          className="code"
        />
      )}
    </Field>
  );
}
