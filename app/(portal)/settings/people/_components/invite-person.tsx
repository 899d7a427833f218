"use client";

import dynamic from "next/dynamic";
import { useState } from "react";

import { PlusIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";

// Nobody pays for a dialog before opening it.
// Not drawn by the server, and so with a boundary of its own: the page and its focus stay while it loads.
const InviteDialog = dynamic(() => import("./invite-dialog").then((module) => module.InviteDialog), {
  ssr: false,
});

/** The button that opens the invitation. */
export function InvitePerson() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" size="sm" icon={PlusIcon} onClick={() => setOpen(true)}>
        Invite a person
      </Button>
      {open && <InviteDialog onClose={() => setOpen(false)} />}
    </>
  );
}
