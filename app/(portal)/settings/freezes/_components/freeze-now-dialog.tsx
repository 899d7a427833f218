"use client";

import { useId, useState, type FormEvent } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { formText } from "@/components/forms/form-text";
import { zoneInWords } from "@/components/gates/window-words";
import { SnowflakeIcon } from "@/components/icons";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { wallClockIn } from "@/components/time/wall-clock";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { createFreezeAction } from "@/lib/gates/actions";

const FIRST_LENGTH_MS = 4 * 3_600_000;

/** Stops the world: nothing new is deployed anywhere from this moment on, but rollbacks are unless they are blocked too. */
export function FreezeNowDialog({ onClose }: { onClose: () => void }) {
  const formId = useId();
  const { timeZone } = usePreferences();
  const [from] = useState(() => wallClockIn(timeZone, new Date()));
  const [until, setUntil] = useState(() => wallClockIn(timeZone, new Date(Date.now() + FIRST_LENGTH_MS)));
  const { request, pending, problem } = useRequest(createFreezeAction, onClose);
  const problems = problem?.fields ?? {};
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    request({
      name: formText(form, "name"),
      window: { kind: "once", from, until },
      timeZone,
      blocksRollbacks: form.get("blocksRollbacks") === "on",
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      title="Freeze everything now"
      description="Every service, everywhere. What is under way goes on to its end, new deployments wait, and rollbacks pass unless they are blocked below."
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Not now
          </Button>
          <Button form={formId} type="submit" variant="danger" icon={SnowflakeIcon} loading={pending}>
            Freeze everything
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
              placeholder="for example Incident 17"
            />
          )}
        </Field>
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
        <Checkbox
          name="blocksRollbacks"
          label="Block rollbacks too"
          hint="Leave this off unless going back would do harm: a rollback is how an incident ends."
        />
        <FormError message={problem && Object.keys(problems).length === 0 ? problem.message : undefined} />
      </form>
    </Dialog>
  );
}
