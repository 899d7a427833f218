"use client";

import dynamic from "next/dynamic";
import { useState } from "react";

import { RollBackIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import type { ReleaseSetView } from "@/lib/delivery/contract";

import { SetDecisionDialog, type SetDecision } from "./set-decision-dialog";

// Nobody pays for a dialog before opening it.
// Not drawn by the server, and so with a boundary of its own: the page and its focus stay while it loads.
const RollBackSetDialog = dynamic(
  () => import("./roll-back-set-dialog").then((module) => module.RollBackSetDialog),
  { ssr: false },
);

/** What can be decided about a set as it stands. Each opens a dialog that says what will happen. */
export function SetActions({ set }: { set: ReleaseSetView }) {
  const [open, setOpen] = useState<SetDecision | "roll-back">();
  const close = () => setOpen(undefined);
  const isOpen = set.status === "running" || set.status === "stopped";
  return (
    <>
      {isOpen && (
        <Button variant="ghost" onClick={() => setOpen("cancel")}>
          End it here…
        </Button>
      )}
      {set.hasWayBack && (
        <Button icon={RollBackIcon} onClick={() => setOpen("roll-back")}>
          Roll back…
        </Button>
      )}
      {set.status === "stopped" && (
        <>
          <Button onClick={() => setOpen("skip")}>Go on without…</Button>
          <Button variant="primary" onClick={() => setOpen("retry")}>
            Try again…
          </Button>
        </>
      )}
      {open === "roll-back" && <RollBackSetDialog set={set} onClose={close} />}
      {open && open !== "roll-back" && <SetDecisionDialog set={set} decision={open} onClose={close} />}
    </>
  );
}
