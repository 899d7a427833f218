"use client";

import { useState } from "react";

import { PlusIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";

import { TeamDialog } from "./team-dialog";

/** The button that asks for a new team. */
export function AddTeam() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={PlusIcon} onClick={() => setOpen(true)}>
        Add a team
      </Button>
      {open && <TeamDialog team={undefined} onClose={() => setOpen(false)} />}
    </>
  );
}
