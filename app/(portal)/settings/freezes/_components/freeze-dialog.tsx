"use client";

import { useId, useState, type FormEvent } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { formText } from "@/components/forms/form-text";
import { firstFreezes } from "@/components/gates/first-windows";
import { TimeZoneField } from "@/components/gates/time-zone-field";
import { WindowFields } from "@/components/gates/window-fields";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { createFreezeAction } from "@/lib/gates/actions";
import type { Window } from "@/lib/gates/contract";

import { FreezePreview } from "./freeze-preview";
import { FrozenService } from "./frozen-service";

type FreezeDialogProps = { environments: readonly string[]; onClose: () => void };

/** Declares a freeze, and says what it will mean before it does. */
export function FreezeDialog({ environments, onClose }: FreezeDialogProps) {
  const formId = useId();
  const { timeZone: ownZone } = usePreferences();
  const [timeZone, setTimeZone] = useState(ownZone);
  const [starts] = useState(() => firstFreezes(ownZone));
  const [window, setWindow] = useState<Window>(starts.weekly);
  const { request, pending, problem } = useRequest(createFreezeAction, onClose);
  const problems = problem?.fields ?? {};
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    request({
      name: formText(form, "name"),
      service: formText(form, "service") || undefined,
      environment: formText(form, "environment") || undefined,
      window,
      timeZone,
      blocksRollbacks: form.get("blocksRollbacks") === "on",
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      title="Declare a freeze"
      description="New deployments wait while it is in force."
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Not now
          </Button>
          <Button form={formId} type="submit" variant="primary" loading={pending}>
            Declare the freeze
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-5">
        <Field label="What for" hint="Whoever waits reads this." error={problems["name"]}>
          {(control) => (
            <Input
              {...control}
              data-autofocus
              name="name"
              required
              maxLength={100}
              autoComplete="off"
              placeholder="for example Weekend"
            />
          )}
        </Field>
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
        <Checkbox
          name="blocksRollbacks"
          label="Block rollbacks too"
          hint="Leave this off unless going back would do harm: a rollback is how an incident ends."
        />
        <FreezePreview window={window} timeZone={timeZone} />
        <FormError message={problem && Object.keys(problems).length === 0 ? problem.message : undefined} />
      </form>
    </Dialog>
  );
}
