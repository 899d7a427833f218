"use client";

import { useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Select } from "@/components/ui/select";
import { ROLES } from "@/db/enums";
import { changeRoleAction } from "@/lib/auth/actions";
import type { PersonView } from "@/lib/auth/contract";

import { RoleOptions } from "../../_components/role-options";

type ChangeRoleDialogProps = { person: PersonView; onClose: () => void };

/** Gives a person another role, from their next click on. */
export function ChangeRoleDialog({ person, onClose }: ChangeRoleDialogProps) {
  const [role, setRole] = useState(person.role);
  const { request, pending, problem } = useRequest(changeRoleAction, onClose);
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      size="sm"
      title={`Role of ${person.name}`}
      description="It holds from their next click on, for their tokens too. The page Roles says what each may."
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Cancel
          </Button>
          <Button
            variant="primary"
            loading={pending}
            disabled={role === person.role}
            onClick={() => request({ id: person.id, role })}
          >
            Make {person.name} {role}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <FormError message={problem?.message} />
        <Field label="Role">
          {(control) => (
            <Select
              {...control}
              data-autofocus
              value={role}
              onChange={({ currentTarget }) =>
                setRole(ROLES.find((one) => one === currentTarget.value) ?? person.role)
              }
            >
              <RoleOptions explained />
            </Select>
          )}
        </Field>
      </div>
    </Dialog>
  );
}
