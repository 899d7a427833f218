"use client";

import { useId, type FormEvent } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { formText } from "@/components/forms/form-text";
import { TrashIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Textarea } from "@/components/ui/textarea";
import { removeCheckAction, saveCheckAction } from "@/lib/checks/actions";
import type { DefinedCheck } from "@/lib/checks/contract";

const TEMPLATE = `name: home page
environments: [dev, staging]
http:
  url: /
  status: 200
  latency: 2s
`;

/** Which check; without one it is a new one. */
export type CheckQuestion = { check: DefinedCheck | undefined };

type CheckDialogProps = { serviceId: string; question: CheckQuestion; onClose: () => void };

/** Adds, changes or removes a check of the portal; one of slipway.yaml gets one beside it that takes its place. */
export function CheckDialog({ serviceId, question: { check }, onClose }: CheckDialogProps) {
  const formId = useId();
  const save = useRequest(saveCheckAction, onClose);
  const remove = useRequest(removeCheckAction, onClose);
  const isOwn = check?.source === "portal";
  const pending = save.pending || remove.pending;
  const problem = save.problem ?? remove.problem;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = formText(new FormData(event.currentTarget), "text");
    save.request({ serviceId, text, ...(isOwn && { name: check.name }) });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      title={check ? `Change ${check.name}` : "Add a check"}
      description={
        check && !isOwn
          ? "It is declared in slipway.yaml. What you save here takes its place, until you remove it."
          : "As in slipway.yaml. It holds from the next run and the next deployment on."
      }
      footer={
        <>
          {isOwn && (
            <Button
              icon={TrashIcon}
              disabled={pending}
              className="mr-auto"
              onClick={() => remove.request({ serviceId, name: check.name })}
            >
              Remove {check.name}
            </Button>
          )}
          <Button onClick={onClose} disabled={pending}>
            Not now
          </Button>
          <Button form={formId} type="submit" variant="primary" loading={save.pending} disabled={pending}>
            {check ? "Save the check" : "Add the check"}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label="Check"
          hint="YAML. ${NAME} is a variable of the service; its value is never shown."
          error={problem?.fields["text"]}
        >
          {(control) => (
            <Textarea
              {...control}
              name="text"
              rows={12}
              defaultValue={check?.text ?? TEMPLATE}
              data-autofocus
              className="code"
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
            />
          )}
        </Field>
        <FormError
          message={problem && Object.keys(problem.fields).length === 0 ? problem.message : undefined}
        />
      </form>
    </Dialog>
  );
}
