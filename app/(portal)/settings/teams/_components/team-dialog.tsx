"use client";

import { useId } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { changedFields } from "@/components/forms/changed-fields";
import { formText } from "@/components/forms/form-text";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { createTeamAction, updateTeamAction } from "@/lib/auth/actions";
import type { TeamView } from "@/lib/auth/contract";

/** Adds a team, or changes what one is called. */
export function TeamDialog({ team, onClose }: { team: TeamView | undefined; onClose: () => void }) {
  const formId = useId();
  const save = (form: FormData) => {
    const words = {
      name: formText(form, "name"),
      title: formText(form, "title"),
      description: formText(form, "description"),
    };
    // What was left alone is not sent: somebody else may have changed it since.
    return team ? updateTeamAction({ id: team.id, ...changedFields(team, words) }) : createTeamAction(words);
  };
  const { request, pending, problem } = useRequest<FormData, { id: string }>(save, onClose);
  const problems = problem?.fields ?? {};
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      title={team ? `Change ${team.title || team.name}` : "Add a team"}
      description={team ? "What it owns and who is in it stays." : "You choose its members next."}
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Cancel
          </Button>
          <Button form={formId} type="submit" variant="primary" loading={pending}>
            {team ? `Change ${team.name}` : "Add the team"}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          request(new FormData(event.currentTarget));
        }}
        className="flex flex-col gap-5"
      >
        <Field label="Name" hint="What scripts and files call it." error={problems["name"]}>
          {(control) => (
            <Input
              {...control}
              data-autofocus
              name="name"
              required
              maxLength={40}
              defaultValue={team?.name}
              className="code"
              placeholder="for example harbour"
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
            />
          )}
        </Field>
        <Field label="Title" optional hint="What people read." error={problems["title"]}>
          {(control) => (
            <Input {...control} name="title" maxLength={80} defaultValue={team?.title} autoComplete="off" />
          )}
        </Field>
        <Field label="About" optional error={problems["description"]}>
          {(control) => (
            <Input
              {...control}
              name="description"
              maxLength={300}
              defaultValue={team?.description}
              autoComplete="off"
            />
          )}
        </Field>
        <FormError message={problem && Object.keys(problems).length === 0 ? problem.message : undefined} />
      </form>
    </Dialog>
  );
}
