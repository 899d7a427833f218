"use client";

import { useState } from "react";

import { formText } from "@/components/forms/form-text";
import { firstFreezes } from "@/components/gates/first-windows";
import { TimeZoneField } from "@/components/gates/time-zone-field";
import { WindowFields } from "@/components/gates/window-fields";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import type { Window } from "@/lib/gates/contract";

import { FreezeFormDialog } from "./freeze-form-dialog";
import { FreezePreview } from "./freeze-preview";
import { FrozenService } from "./frozen-service";

type FreezeDialogProps = { environments: readonly string[]; onClose: () => void };

/** Declares a freeze, and says what it will mean before it does. */
export function FreezeDialog({ environments, onClose }: FreezeDialogProps) {
  const { timeZone: ownZone } = usePreferences();
  const [timeZone, setTimeZone] = useState(ownZone);
  const [starts] = useState(() => firstFreezes(ownZone));
  const [window, setWindow] = useState<Window>(starts.weekly);
  return (
    <FreezeFormDialog
      title="Declare a freeze"
      description="New deployments wait while it is in force."
      action="Declare the freeze"
      variant="primary"
      example="for example Weekend"
      scopeOf={(form) => ({
        service: formText(form, "service") || undefined,
        environment: formText(form, "environment") || undefined,
        window,
        timeZone,
      })}
      preview={<FreezePreview window={window} timeZone={timeZone} />}
      onClose={onClose}
    >
      {(problems) => (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <FrozenService error={problems["service"]} />
            <Field label="Environment" error={problems["environment"]}>
              {(control) => (
                <Select {...control} name="environment" defaultValue="">
                  <option value="">Every environment</option>
                  {environments.map((name) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          </div>
          <WindowFields value={window} onChange={setWindow} starts={starts} problems={problems} />
          <TimeZoneField value={timeZone} onChange={setTimeZone} error={problems["timeZone"]} />
        </>
      )}
    </FreezeFormDialog>
  );
}
