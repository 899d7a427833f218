"use client";

import { useId, useState, type FormEvent } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { formText } from "@/components/forms/form-text";
import { TrashIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { leaveToHeading } from "@/components/ui/leave-to-heading";
import { Textarea } from "@/components/ui/textarea";
import { setVariableAction } from "@/lib/configuration/actions";
import type { VariableView } from "@/lib/configuration/contract";

import type { VariablePlace } from "./variable-settings";

/** Which variable, where; without a key it is a new one. */
export type VariableQuestion = { key: string | undefined; environments: string[] };

type VariableDialogProps = {
  serviceId: string;
  question: VariableQuestion;
  places: readonly VariablePlace[];
  variables: readonly VariableView[];
  onClose: () => void;
};

/** "dev, staging and production". */
const LIST = new Intl.ListFormat("en-GB");

/** Sets, replaces or removes a variable; what it was is never shown. */
export function VariableDialog({ serviceId, question, places, variables, onClose }: VariableDialogProps) {
  const formId = useId();
  const [chosen, setChosen] = useState<readonly string[]>(question.environments);
  const { request, pending, problem } = useRequest(setInEach, ({ removed }) =>
    removed ? leaveToHeading(onClose) : onClose(),
  );
  const known = variables.filter(
    ({ key, environment }) => key === question.key && question.environments.includes(environment),
  );
  const isSet = known.length > 0;
  const isSecret = known.every(({ secret }) => secret);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    request({
      serviceId,
      key: question.key ?? formText(form, "key"),
      environments: chosen,
      value: formText(form, "value"),
      secret: form.get("secret") === "on",
    });
  };
  const where = question.key ? ` in ${question.environments.join(", ")}` : "";
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      size="sm"
      title={question.key ? `${isSet ? "Change" : "Set"} ${question.key}${where}` : "Add a variable"}
      description="It takes effect with the next deployment."
      footer={
        <>
          {question.key !== undefined && isSet && (
            <Button
              icon={TrashIcon}
              loading={pending}
              className="mr-auto"
              onClick={() =>
                request({
                  serviceId,
                  key: question.key ?? "",
                  environments: chosen,
                  value: undefined,
                  secret: undefined,
                })
              }
            >
              Remove{where}
            </Button>
          )}
          <Button onClick={onClose} disabled={pending}>
            Not now
          </Button>
          <Button
            form={formId}
            type="submit"
            variant="primary"
            loading={pending}
            disabled={chosen.length === 0}
          >
            {isSet ? "Replace" : "Set"} in {LIST.format(chosen)}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        {question.key === undefined && (
          <Field label="Key" error={problem?.fields["key"]}>
            {(control) => (
              <Input
                {...control}
                name="key"
                required
                data-autofocus
                className="code"
                placeholder="for example DATABASE_URL"
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
              />
            )}
          </Field>
        )}
        <Field
          label={isSet ? "New value" : "Value"}
          hint={
            isSet && isSecret ? "The value that is set stays hidden; write the whole new one." : undefined
          }
          error={problem?.fields["value"]}
        >
          {(control) => (
            <Textarea
              {...control}
              name="value"
              data-autofocus={question.key === undefined ? undefined : true}
              defaultValue={isSecret ? undefined : (known[0]?.value ?? undefined)}
              className="code"
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
            />
          )}
        </Field>
        <Checkbox
          name="secret"
          defaultChecked={isSecret}
          label="Secret"
          hint="Never shown again, and masked in the logs of deployments. Anything else is shown to everybody who sees the service."
        />
        {question.key === undefined && (
          <fieldset className="flex flex-col gap-1.5">
            <legend className="mb-1.5 font-medium">Environments</legend>
            {places.map(({ name, mayWrite, deployRole }) => (
              <Checkbox
                key={name}
                label={name}
                hint={mayWrite ? undefined : `Only ${deployRole}s may change variables there.`}
                disabled={!mayWrite}
                checked={chosen.includes(name)}
                onChange={({ currentTarget: { checked } }) =>
                  setChosen((all) => (checked ? [...all, name] : all.filter((each) => each !== name)))
                }
              />
            ))}
          </fieldset>
        )}
        <FormError
          message={problem && Object.keys(problem.fields).length === 0 ? problem.message : undefined}
        />
      </form>
    </Dialog>
  );
}

type Wish = {
  serviceId: string;
  key: string;
  environments: readonly string[];
  /** Undefined removes it. */
  value: string | undefined;
  secret: boolean | undefined;
};

/** One request per environment, each with its own permission; the first refusal ends it and says how far it got. */
async function setInEach({ serviceId, key, environments, value, secret }: Wish) {
  const done: string[] = [];
  for (const environment of environments) {
    // oxlint-disable-next-line no-await-in-loop -- a refusal stops what follows
    const answer = await setVariableAction({ serviceId, environment, key, value, secret });
    if (!answer.ok) {
      const before = done.length > 0 ? ` It is set in ${done.join(", ")} already.` : "";
      return { ...answer, message: `${answer.message}${before}` };
    }
    done.push(environment);
  }
  return { ok: true as const, data: { removed: value === undefined } };
}
