"use client";

import { useId, useState, type FormEvent } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { changedFields } from "@/components/forms/changed-fields";
import { DurationField } from "@/components/forms/duration-field";
import { formText } from "@/components/forms/form-text";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Select } from "@/components/ui/select";
import { QUEUE_POLICIES } from "@/db/enums";
import { createEnvironmentAction, updateEnvironmentAction } from "@/lib/catalog/actions";
import type { EnvironmentView, UpdateEnvironment } from "@/lib/catalog/contract";

import { DEPLOY_ROLES, QUEUE_MEANS, WHO_DEPLOYS } from "./environment-rules";
import { NewEnvironmentFields } from "./new-environment-fields";

type EnvironmentDialogProps = {
  /** Undefined adds one. */
  environment: EnvironmentView | undefined;
  environments: readonly EnvironmentView[];
  onClose: () => void;
};

/** Adds an environment, or changes the rules of one. What is under way keeps the rules it began with. */
export function EnvironmentDialog({ environment, environments, onClose }: EnvironmentDialogProps) {
  const formId = useId();
  const [queuePolicy, setQueuePolicy] = useState(environment?.queuePolicy ?? "supersede");
  const save = (form: FormData) => {
    const rules = {
      deployRole: DEPLOY_ROLES.find((role) => role === formText(form, "deployRole")) ?? "developer",
      isProduction: form.get("isProduction") === "on",
      queuePolicy,
      settleMs: Number(formText(form, "settleMs")),
      drainMs: Number(formText(form, "drainMs")),
      warmMs: Number(formText(form, "warmMs")),
    };
    if (environment) return saveChanged(environment, rules);
    return createEnvironmentAction({
      name: formText(form, "name"),
      position: Number(formText(form, "position")),
      ...rules,
    });
  };
  const { request, pending, problem } = useRequest(save, onClose);
  const problems = problem?.fields ?? {};
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    request(new FormData(event.currentTarget));
  };

  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      title={environment ? `Change ${environment.name}` : "Add an environment"}
      description={
        environment
          ? "What is under way keeps the rules it began with."
          : "It runs on this machine, beside the ones there are."
      }
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Not now
          </Button>
          <Button form={formId} type="submit" variant="primary" loading={pending}>
            {environment ? `Change ${environment.name}` : "Add the environment"}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-5">
        {!environment && <NewEnvironmentFields environments={environments} problems={problems} />}
        <Field label="Who deploys here" error={problems["deployRole"]}>
          {(control) => (
            <Select {...control} name="deployRole" defaultValue={environment?.deployRole ?? "developer"}>
              {DEPLOY_ROLES.map((role) => (
                <option key={role} value={role}>
                  {WHO_DEPLOYS[role]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Checkbox
          name="isProduction"
          label="This is production"
          hint="Marked as such wherever something is shipped."
          defaultChecked={environment?.isProduction ?? false}
        />
        <Field
          label="When a request comes while another is under way"
          hint={QUEUE_MEANS[queuePolicy].means}
          error={problems["queuePolicy"]}
        >
          {(control) => (
            <Select
              {...control}
              value={queuePolicy}
              onChange={({ currentTarget }) =>
                setQueuePolicy(QUEUE_POLICIES.find((policy) => policy === currentTarget.value) ?? "supersede")
              }
            >
              {QUEUE_POLICIES.map((policy) => (
                <option key={policy} value={policy}>
                  {QUEUE_MEANS[policy].word}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <DurationField
          label="Settle"
          name="settleMs"
          hint="How long a new release must stay up before it counts as good; at most an hour."
          initialMs={environment?.settleMs ?? 10_000}
          error={problems["settleMs"]}
        />
        <DurationField
          label="Drain"
          name="drainMs"
          hint="How long requests that the old release still answers may take; at most an hour."
          initialMs={environment?.drainMs ?? 30_000}
          error={problems["drainMs"]}
        />
        <DurationField
          label="Warm"
          name="warmMs"
          hint="How long the replaced release keeps running for an instant rollback; at most seven days."
          initialMs={environment?.warmMs ?? 3_600_000}
          error={problems["warmMs"]}
        />
        <FormError message={problem && Object.keys(problems).length === 0 ? problem.message : undefined} />
      </form>
    </Dialog>
  );
}

type Rules = Required<Omit<UpdateEnvironment, "id">>;

/** What the person left alone is not sent: a colleague may have tightened it since. Nothing at all is no request. */
async function saveChanged(environment: EnvironmentView, rules: Rules) {
  const { id } = environment;
  const changes = changedFields(environment, rules);
  if (Object.keys(changes).length === 0) return { ok: true as const, data: { id } };
  return updateEnvironmentAction({ id, ...changes });
}
