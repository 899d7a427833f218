"use client";

import dynamic from "next/dynamic";
import { useState } from "react";

import { PencilIcon, PlusIcon, TrashIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import type { TeamView } from "@/lib/auth/contract";

// Nobody pays for a dialog before opening it.
// Not drawn by the server, and so with a boundary of its own: the page and its focus stay while it loads.
const AddMemberDialog = dynamic(
  () => import("./add-member-dialog").then((module) => module.AddMemberDialog),
  { ssr: false },
);
const DeleteTeamDialog = dynamic(
  () => import("./delete-team-dialog").then((module) => module.DeleteTeamDialog),
  { ssr: false },
);
const TeamDialog = dynamic(() => import("./team-dialog").then((module) => module.TeamDialog), { ssr: false });

/** What an administrator can do about a team. */
export function TeamActions({ team }: { team: TeamView }) {
  const [open, setOpen] = useState<"member" | "edit" | "delete">();
  const close = () => setOpen(undefined);
  const called = team.title || team.name;
  return (
    <div className="ml-auto flex items-center gap-1">
      <Button
        size="sm"
        icon={PlusIcon}
        onClick={() => setOpen("member")}
        aria-label={`Add a member to ${called}`}
      >
        Add a member
      </Button>
      <IconButton icon={PencilIcon} label={`Change ${called}`} onClick={() => setOpen("edit")} />
      <IconButton icon={TrashIcon} label={`Delete ${called}`} onClick={() => setOpen("delete")} />
      {open === "member" && <AddMemberDialog team={team} onClose={close} />}
      {open === "edit" && <TeamDialog team={team} onClose={close} />}
      {open === "delete" && <DeleteTeamDialog team={team} onClose={close} />}
    </div>
  );
}
