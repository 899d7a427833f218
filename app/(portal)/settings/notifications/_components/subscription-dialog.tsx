"use client";

import { useId, useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { formText } from "@/components/forms/form-text";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { subscribeAction } from "@/lib/notifications/actions";

import type { SubscriptionChoices } from "./subscription-choices";

type SubscriptionDialogProps = {
  choices: SubscriptionChoices;
  /** Already chosen, where the form is opened for one channel. */
  channelId?: string;
  onClose: () => void;
};

/** Asks what is told, of which service and environment, and where it goes. */
export function SubscriptionDialog({ choices, channelId = "", onClose }: SubscriptionDialogProps) {
  const formId = useId();
  const [onlyMine, setOnlyMine] = useState(false);
  const [channel, setChannel] = useState(channelId);
  const { request, pending, problem } = useRequest(subscribeAction, onClose);
  const fields = problem?.fields ?? {};
  const isShared = choices.channels.find(({ id }) => id === channel)?.owner === "installation";
  const mine = onlyMine && !isShared;

  const submit = (form: FormData) => {
    const chosen = form.getAll("kinds");
    request({
      kinds: choices.kinds.flatMap(({ kind }) => (chosen.includes(kind) ? kind : [])),
      scope: mine ? "mine" : "all",
      ...(channel && { channelId: channel }),
      ...(formText(form, "service").trim() && { service: formText(form, "service").trim() }),
      ...(formText(form, "environment") && { environment: formText(form, "environment") }),
    });
  };

  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      title="Be told of more"
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" loading={pending}>
            Add
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit(new FormData(event.currentTarget));
        }}
      >
        <FormError message={fields["service"] || fields["environment"] ? undefined : problem?.message} />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Goes to">
            {(control) => (
              <Select
                {...control}
                value={channel}
                disabled={channelId !== ""}
                onChange={(event) => setChannel(event.currentTarget.value)}
              >
                <option value="">Inbox</option>
                {choices.channels.map(({ id, name, owner }) => (
                  <option key={id} value={id}>
                    {owner === "installation" ? `${name} (installation)` : name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="Which">
            {(control) => (
              <Select
                {...control}
                value={mine ? "mine" : "all"}
                disabled={isShared}
                onChange={(event) => setOnlyMine(event.currentTarget.value === "mine")}
              >
                <option value="all">All of them</option>
                <option value="mine">Only what concerns me</option>
              </Select>
            )}
          </Field>
          <Field label="Service" optional hint="Empty: all services." error={fields["service"]}>
            {(control) => <Input {...control} name="service" maxLength={100} autoComplete="off" />}
          </Field>
          <Field label="Environment" error={fields["environment"]}>
            {(control) => (
              <Select {...control} name="environment" defaultValue="">
                <option value="">All environments</option>
                {choices.environments.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <fieldset className="grid gap-2 sm:grid-cols-2">
          <legend className="mb-1.5 font-medium">Tell of</legend>
          {choices.kinds.map(({ kind, label, mine: words }) => (
            <Checkbox
              key={kind}
              name="kinds"
              value={kind}
              disabled={mine && words === null}
              label={mine && words ? `${label}, ${words}` : label}
            />
          ))}
        </fieldset>
      </form>
    </Dialog>
  );
}
