"use client";

import { useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { XIcon } from "@/components/icons";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { IconButton } from "@/components/ui/icon-button";
import { removeTeamMemberAction } from "@/lib/auth/actions";

type RemoveMemberProps = {
  team: { id: string; name: string; title: string };
  member: { id: string; name: string };
};

/** Takes somebody out of a team, after a word about what that means. */
export function RemoveMember({ team, member }: RemoveMemberProps) {
  const [asking, setAsking] = useState(false);
  const close = () => setAsking(false);
  const { request, pending, problem } = useRequest(removeTeamMemberAction, close);
  const called = team.title || team.name;
  return (
    <>
      <IconButton
        icon={XIcon}
        size="sm"
        label={`Take ${member.name} out of ${called}`}
        onClick={() => setAsking(true)}
      />
      {asking && (
        <ConfirmDialog
          title={`Take ${member.name} out of ${called}`}
          description="Their approvals for this team count no longer, and they are not told what it is told."
          action={`Take ${member.name} out`}
          pending={pending}
          problem={problem}
          onConfirm={() => request({ id: team.id, personId: member.id })}
          onClose={close}
        />
      )}
    </>
  );
}
