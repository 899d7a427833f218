"use client";

import { useId, useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { formText } from "@/components/forms/form-text";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { editChannelAction } from "@/lib/notifications/actions";
import type { ChannelView } from "@/lib/notifications/contract";

import { ShownOnce } from "../../../../_components/shown-once";
import { addressesIn } from "../../../_components/addresses-in";
import { CHANNEL_WORDS } from "../../../_components/channel-words";

/** Changes a channel. The address of a webhook is not shown, so an empty field leaves it as it is. */
export function EditChannelDialog({ channel, onClose }: { channel: ChannelView; onClose: () => void }) {
  const formId = useId();
  const [secret, setSecret] = useState<string>();
  const { request, pending, problem } = useRequest(editChannelAction, (changed) =>
    changed.secret ? setSecret(changed.secret) : onClose(),
  );
  const fields = problem?.fields ?? {};
  const unplaced = !["name", "url", "recipients", "ratePerMinute"].some((name) => fields[name]);
  const { addressLabel } = CHANNEL_WORDS[channel.kind];
  const isList = channel.kind === "email" && channel.owner !== "person";

  const submit = (form: FormData) =>
    request({
      id: channel.id,
      name: formText(form, "name"),
      ratePerMinute: Number(formText(form, "ratePerMinute")),
      ...(formText(form, "url") && { url: formText(form, "url") }),
      ...(isList && { recipients: addressesIn(formText(form, "recipients")) }),
    });

  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      showsOnce={secret !== undefined}
      title={`Edit ${channel.name}`}
      footer={
        secret ? (
          <Button onClick={onClose}>Done</Button>
        ) : (
          <>
            <Button onClick={onClose} disabled={pending}>
              Cancel
            </Button>
            <Button type="submit" form={formId} variant="primary" loading={pending}>
              Save
            </Button>
          </>
        )
      }
    >
      {secret ? (
        <ShownOnce secret={secret} label="Copy secret">
          Its old secret was lost, so it has a new one. Copy it now; it is not shown again.
        </ShownOnce>
      ) : (
        <form
          id={formId}
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            submit(new FormData(event.currentTarget));
          }}
        >
          <FormError message={unplaced ? problem?.message : undefined} />
          <Field label="Name" error={fields["name"]}>
            {(control) => (
              <Input
                {...control}
                data-autofocus
                name="name"
                defaultValue={channel.name}
                maxLength={80}
                autoComplete="off"
                required
              />
            )}
          </Field>
          {channel.kind !== "email" && (
            <Field
              label={`New ${addressLabel.toLowerCase()}`}
              optional
              hint={`Empty: it stays at ${channel.destination}.`}
              error={fields["url"]}
            >
              {(control) => (
                <Input {...control} name="url" type="url" autoComplete="off" placeholder="https://" />
              )}
            </Field>
          )}
          {isList && (
            <Field label={addressLabel} hint="Separated by commas." error={fields["recipients"]}>
              {(control) => (
                <Input {...control} name="recipients" defaultValue={channel.destination} required />
              )}
            </Field>
          )}
          <Field
            label="Messages a minute"
            hint="More than this wait, and go out as one where people read them."
            error={fields["ratePerMinute"]}
          >
            {(control) => (
              <Input
                {...control}
                name="ratePerMinute"
                type="number"
                min={1}
                max={600}
                defaultValue={channel.ratePerMinute}
                required
              />
            )}
          </Field>
        </form>
      )}
    </Dialog>
  );
}
