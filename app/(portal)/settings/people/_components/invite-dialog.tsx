"use client";

import { useId, useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { formText } from "@/components/forms/form-text";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { ROLES } from "@/db/enums";
import { invitePersonAction } from "@/lib/auth/actions";
import type { InvitationView } from "@/lib/auth/contract";

import { RoleOptions } from "../../_components/role-options";
import { InvitationLink } from "./invitation-link";

/** Asks who, then shows the link that lets them in. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const formId = useId();
  const [invitation, setInvitation] = useState<InvitationView>();
  const { request, pending, problem } = useRequest(invitePersonAction, setInvitation);
  const { fields = {}, message } = problem ?? {};
  const submit = (form: FormData) =>
    request({
      name: formText(form, "name"),
      email: formText(form, "email"),
      role: ROLES.find((role) => role === form.get("role")) ?? "viewer",
    });

  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      showsOnce={invitation !== undefined}
      title="Invite a person"
      description="They set a password with a one-time link, or sign in with a provider under the same address."
      footer={
        invitation ? (
          <Button onClick={onClose}>Done</Button>
        ) : (
          <>
            <Button onClick={onClose} disabled={pending}>
              Cancel
            </Button>
            <Button type="submit" form={formId} variant="primary" loading={pending}>
              Invite
            </Button>
          </>
        )
      }
    >
      {invitation ? (
        <InvitationLink invitation={invitation} />
      ) : (
        <form
          id={formId}
          onSubmit={(event) => {
            event.preventDefault();
            submit(new FormData(event.currentTarget));
          }}
          className="flex flex-col gap-4"
        >
          <FormError message={Object.keys(fields).length > 0 ? undefined : message} />
          <Field label="Name" error={fields["name"]}>
            {(control) => (
              <Input {...control} data-autofocus name="name" maxLength={80} autoComplete="off" required />
            )}
          </Field>
          <Field label="E-mail address" error={fields["email"]}>
            {(control) => <Input {...control} name="email" type="email" autoComplete="off" required />}
          </Field>
          <Field label="Role">
            {(control) => (
              <Select {...control} name="role" defaultValue="viewer">
                <RoleOptions explained />
              </Select>
            )}
          </Field>
        </form>
      )}
    </Dialog>
  );
}
