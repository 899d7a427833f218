"use client";

import dynamic from "next/dynamic";
import { useState } from "react";

import { PlusIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";

// Nobody pays for a dialog before opening it.
// Not drawn by the server, and so with a boundary of its own: the page and its focus stay while it loads.
const TeamDialog = dynamic(() => import("./team-dialog").then((module) => module.TeamDialog), { ssr: false });

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
