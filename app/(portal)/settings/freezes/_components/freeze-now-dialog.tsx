"use client";

import { useState } from "react";

import { zoneInWords } from "@/components/gates/window-words";
import { SnowflakeIcon } from "@/components/icons";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { wallClockIn } from "@/components/time/wall-clock";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

import { FreezeFormDialog } from "./freeze-form-dialog";

const FIRST_LENGTH_MS = 4 * 3_600_000;

/** Stops the world: from this moment on nothing new is deployed anywhere; rollbacks are, unless they are blocked too. */
export function FreezeNowDialog({ onClose }: { onClose: () => void }) {
  const { timeZone } = usePreferences();
  const [from] = useState(() => wallClockIn(timeZone, new Date()));
  const [until, setUntil] = useState(() => wallClockIn(timeZone, new Date(Date.now() + FIRST_LENGTH_MS)));
  return (
    <FreezeFormDialog
      title="Freeze everything now"
      description="Every service, everywhere. What is under way goes on to its end, new deployments wait, and rollbacks pass unless they are blocked below."
      action="Freeze everything"
      variant="danger"
      icon={SnowflakeIcon}
      example="for example Incident 17"
      scopeOf={() => ({ window: { kind: "once", from, until }, timeZone })}
      onClose={onClose}
    >
      {(problems) => (
        <Field label="Until" hint={zoneInWords(timeZone)} error={problems["window"]}>
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              required
              min={from}
              value={until}
              onChange={({ currentTarget }) => setUntil(currentTarget.value)}
              className="max-w-60"
            />
          )}
        </Field>
      )}
    </FreezeFormDialog>
  );
}
