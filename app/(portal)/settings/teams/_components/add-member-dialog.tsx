"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { useSettled } from "@/components/forms/use-settled";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { SkeletonRows } from "@/components/ui/skeleton";
import { addTeamMemberAction } from "@/lib/auth/actions";
import type { TeamView } from "@/lib/auth/contract";
import { foundPeopleQuery } from "@/lib/auth/query-options";

import { FoundPeople } from "./found-people";

const PEOPLE_SHOWN = 20;

/** Takes somebody who is not in it yet into a team; who that is, is found by name or address. */
export function AddMemberDialog({ team, onClose }: { team: TeamView; onClose: () => void }) {
  const formId = useId();
  const [search, setSearch] = useState("");
  const [personId, setPersonId] = useState<string>();
  const found = useQuery({
    ...foundPeopleQuery(useSettled(search), PEOPLE_SHOWN),
    placeholderData: keepPreviousData,
  });
  const { request, pending, problem } = useRequest(addTeamMemberAction, onClose);
  const outside = (found.data?.items ?? []).filter(
    ({ id, state }) => state !== "disabled" && !team.members.some((member) => member.id === id),
  );
  const chosen = outside.find(({ id }) => id === personId);
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
          <Button form={formId} type="submit" variant="primary" loading={pending} disabled={!chosen}>
            {chosen ? `Add ${chosen.name}` : "Choose somebody"}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen) request({ id: team.id, personId: chosen.id });
        }}
        className="flex flex-col gap-4"
      >
        <Field label="Find" hint="By name or e-mail address.">
          {(control) => (
            <Input
              {...control}
              data-autofocus
              type="search"
              autoComplete="off"
              spellCheck={false}
              maxLength={100}
              value={search}
              onChange={({ currentTarget }) => setSearch(currentTarget.value)}
            />
          )}
        </Field>
        {found.data ? (
          <FoundPeople
            people={outside}
            hasMore={found.data.nextCursor !== null}
            chosenId={chosen?.id}
            onChoose={setPersonId}
          />
        ) : found.isError ? (
          <FormError message={found.error.message} />
        ) : (
          <SkeletonRows rows={3} label="Looking for people" />
        )}
        <FormError message={problem?.fields["personId"] ?? problem?.message} />
      </form>
    </Dialog>
  );
}
