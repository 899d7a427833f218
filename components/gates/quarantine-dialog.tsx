"use client";

import { useId, type FormEvent } from "react";

import type { DialogProps } from "@/components/delivery/delivery-dialogs";
import { releaseName } from "@/components/delivery/release-name";
import { useRequest } from "@/components/delivery/use-request";
import { formText } from "@/components/forms/form-text";
import { LockIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import { quarantineReleaseAction } from "@/lib/gates/actions";

/** Says to everybody that a release is bad, with the reason they will read when they try to deploy it. */
export function QuarantineDialog({ request: about, onClose }: Omit<DialogProps<"quarantine">, "onTaken">) {
  const { service, release } = about;
  const formId = useId();
  const { request, pending, problem } = useRequest(quarantineReleaseAction, onClose);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault(); // a form action would empty the reason, also when the server refuses
    const form = new FormData(event.currentTarget);
    const link = formText(form, "link").trim();
    request({ releaseId: release.id, reason: formText(form, "reason"), ...(link && { link }) });
  };
  const { reason, link } = problem?.fields ?? {};
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      size="sm"
      title={`Quarantine ${service.name} ${releaseName(release)}`}
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Not now
          </Button>
          <Button form={formId} type="submit" variant="danger" icon={LockIcon} loading={pending}>
            Put #{release.number} in quarantine
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-5">
        <p className="text-fg-muted">
          Neither people nor automation deploy it any more, unless somebody overrides that with a reason.
          Where it serves it goes on serving.
        </p>
        <Field label="Why" error={reason} hint="Everybody who tries to deploy it reads this.">
          {(control) => (
            <Textarea {...control} name="reason" required rows={2} maxLength={500} data-autofocus />
          )}
        </Field>
        <Field label="Link" optional error={link} hint="To the incident or the issue.">
          {(control) => (
            <Input {...control} name="link" type="url" maxLength={1_000} placeholder="https://" />
          )}
        </Field>
        <FormError message={reason || link ? undefined : problem?.message} />
      </form>
    </Dialog>
  );
}
