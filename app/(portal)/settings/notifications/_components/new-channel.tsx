"use client";

import dynamic from "next/dynamic";
import { useState } from "react";

import { PlusIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";

// Nobody pays for a dialog before opening it.
// Not drawn by the server, and so with a boundary of its own: the page and its focus stay while it loads.
const ChannelDialog = dynamic(() => import("./channel-dialog").then((module) => module.ChannelDialog), {
  ssr: false,
});

/** The button that opens the form of a new channel. */
export function NewChannel({
  teams,
  mayAdminister,
}: {
  teams: { id: string; name: string }[];
  mayAdminister: boolean;
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" variant="primary" icon={PlusIcon} onClick={() => setOpen(true)}>
        New channel
      </Button>
      {open && <ChannelDialog teams={teams} mayAdminister={mayAdminister} onClose={() => setOpen(false)} />}
    </>
  );
}
