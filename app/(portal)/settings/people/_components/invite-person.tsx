"use client";

import { useState } from "react";

import { PlusIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";

import { InviteDialog } from "./invite-dialog";

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
