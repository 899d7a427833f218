"use client";

import { useId, useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { deleteTeamAction } from "@/lib/auth/actions";
import type { TeamView } from "@/lib/auth/contract";

/** Deleting a team cannot be taken back, so its name is typed. */
export function DeleteTeamDialog({ team, onClose }: { team: TeamView; onClose: () => void }) {
  const formId = useId();
  const [typed, setTyped] = useState("");
  const { request, pending, problem } = useRequest(deleteTeamAction, onClose);
  const { services } = team;
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      size="sm"
      title={`Delete ${team.title || team.name}`}
      description={
        services.length === 0
          ? "Its members stay, without this team."
          : `Its members stay. ${services.join(", ")} ${services.length === 1 ? "has" : "have"} no owner after that.`
      }
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Keep it
          </Button>
          <Button
            form={formId}
            type="submit"
            variant="danger"
            loading={pending}
            disabled={typed !== team.name}
          >
            Delete {team.name}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          request({ id: team.id, confirmName: typed });
        }}
        className="flex flex-col gap-4"
      >
        <Field label={`Type ${team.name} to confirm`} error={problem?.fields["confirmName"]}>
          {(control) => (
            <Input
              {...control}
              data-autofocus
              className="code"
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            />
          )}
        </Field>
        <FormError message={problem?.fields["confirmName"] ? undefined : problem?.message} />
      </form>
    </Dialog>
  );
}
