"use client";

import { useRequest } from "@/components/delivery/use-request";
import { TypedNameDialog } from "@/components/ui/typed-name-dialog";
import { deleteTeamAction } from "@/lib/auth/actions";
import type { TeamView } from "@/lib/auth/contract";

/** Deleting a team cannot be taken back. */
export function DeleteTeamDialog({ team, onClose }: { team: TeamView; onClose: () => void }) {
  const { request, pending, problem } = useRequest(deleteTeamAction, onClose);
  const { services } = team;
  return (
    <TypedNameDialog
      title={`Delete ${team.title || team.name}`}
      description={
        services.length === 0
          ? "Its members stay, without this team."
          : `Its members stay. ${services.join(", ")} ${services.length === 1 ? "has" : "have"} no owner after that.`
      }
      name={team.name}
      action={`Delete ${team.name}`}
      pending={pending}
      problem={problem}
      onConfirm={(confirmName) => request({ id: team.id, confirmName })}
      onClose={onClose}
    />
  );
}
