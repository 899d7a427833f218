"use client";

import { useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { XIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
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
        <Dialog
          open
          onClose={close}
          busy={pending}
          size="sm"
          title={`Take ${member.name} out of ${called}`}
          description="Their approvals for this team count no longer, and they are not told what it is told."
          footer={
            <>
              <Button data-autofocus onClick={close} disabled={pending}>
                Cancel
              </Button>
              <Button
                variant="danger"
                loading={pending}
                onClick={() => request({ id: team.id, personId: member.id })}
              >
                Take {member.name} out
              </Button>
            </>
          }
        >
          <FormError message={problem?.message} />
        </Dialog>
      )}
    </>
  );
}
