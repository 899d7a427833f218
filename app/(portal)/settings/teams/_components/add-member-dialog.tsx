"use client";

import { useId, useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Select } from "@/components/ui/select";
import { addTeamMemberAction } from "@/lib/auth/actions";

import type { PersonChoice } from "./team-card";

type AddMemberDialogProps = {
  team: { id: string; name: string; title: string };
  people: PersonChoice[];
  onClose: () => void;
};

/** Takes one of the people who are not in it yet into a team. */
export function AddMemberDialog({ team, people, onClose }: AddMemberDialogProps) {
  const formId = useId();
  const [personId, setPersonId] = useState(people[0]?.id ?? "");
  const { request, pending, problem } = useRequest(addTeamMemberAction, onClose);
  const chosen = people.find(({ id }) => id === personId);
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      size="sm"
      title={`Add a member to ${team.title || team.name}`}
      description="What they may do stays a matter of their role."
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Cancel
          </Button>
          <Button form={formId} type="submit" variant="primary" loading={pending}>
            Add {chosen?.name ?? "them"}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          request({ id: team.id, personId });
        }}
        className="flex flex-col gap-4"
      >
        <Field label="Person" error={problem?.fields["personId"]}>
          {(control) => (
            <Select
              {...control}
              data-autofocus
              value={personId}
              onChange={({ currentTarget }) => setPersonId(currentTarget.value)}
            >
              {people.map(({ id, name, email }) => (
                <option key={id} value={id}>
                  {name} · {email}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <FormError message={problem?.fields["personId"] ? undefined : problem?.message} />
      </form>
    </Dialog>
  );
}
