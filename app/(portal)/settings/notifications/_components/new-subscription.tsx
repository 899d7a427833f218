"use client";

import dynamic from "next/dynamic";
import { useState } from "react";

import { PlusIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";

import type { SubscriptionChoices } from "./subscription-choices";

// Nobody pays for a dialog before opening it.
// Not drawn by the server, and so with a boundary of its own: the page and its focus stay while it loads.
const SubscriptionDialog = dynamic(
  () => import("./subscription-dialog").then((module) => module.SubscriptionDialog),
  { ssr: false },
);

/** The button that opens the form of what else is told. */
export function NewSubscription({
  choices,
  channelId,
  shared,
}: {
  choices: SubscriptionChoices;
  channelId?: string;
  shared: boolean;
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" icon={PlusIcon} onClick={() => setOpen(true)}>
        Add
      </Button>
      {open && (
        <SubscriptionDialog
          choices={choices}
          shared={shared}
          {...(channelId && { channelId })}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
