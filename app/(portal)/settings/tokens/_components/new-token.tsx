"use client";

import dynamic from "next/dynamic";
import { useState } from "react";

import { PlusIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import type { Role } from "@/db/enums";

// Nobody pays for a dialog before opening it.
// Not drawn by the server, and so with a boundary of its own: the page and its focus stay while it loads.
const NewTokenDialog = dynamic(() => import("./new-token-dialog").then((module) => module.NewTokenDialog), {
  ssr: false,
});

/** The button that opens the form of a new token. */
export function NewToken({ ownRole }: { ownRole: Role }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" size="sm" icon={PlusIcon} onClick={() => setOpen(true)}>
        New token
      </Button>
      {open && <NewTokenDialog ownRole={ownRole} onClose={() => setOpen(false)} />}
    </>
  );
}
