"use client";

import { useId, useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { formText } from "@/components/forms/form-text";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { ChannelKind } from "@/db/enums";
import { createChannelAction } from "@/lib/notifications/actions";
import type { ChannelCreated } from "@/lib/notifications/contract";

import { ShownOnce } from "../../_components/shown-once";
import { addressesIn } from "./addresses-in";
import { CHANNEL_CHOICES, CHANNEL_WORDS } from "./channel-words";

type ChannelDialogProps = {
  teams: { id: string; name: string }[];
  mayAdminister: boolean;
  onClose: () => void;
};

/** Asks where a channel leads; the secret of a webhook is then shown once. */
export function ChannelDialog({ teams, mayAdminister, onClose }: ChannelDialogProps) {
  const formId = useId();
  const [kind, setKind] = useState<ChannelKind>("slack");
  /** `me`, `installation`, or the id of a team. */
  const [owner, setOwner] = useState("me");
  const isShared = owner !== "me";
  const [created, setCreated] = useState<ChannelCreated>();
  const { request, pending, problem } = useRequest(createChannelAction, (channel) =>
    channel.secret ? setCreated(channel) : onClose(),
  );
  const fields = problem?.fields ?? {};
  const unplaced = !["name", "url", "recipients"].some((name) => fields[name]);
  const { hint, addressLabel } = CHANNEL_WORDS[kind];

  const submit = (form: FormData) =>
    request({
      kind,
      name: formText(form, "name"),
      ...(owner === "me" || owner === "installation" ? { owner } : { owner: "team", team: owner }),
      ...(kind !== "email" && { url: formText(form, "url") }),
      ...(kind === "email" && isShared && { recipients: addressesIn(formText(form, "recipients")) }),
    });

  if (created?.secret) {
    return (
      <Dialog
        open
        showsOnce
        onClose={onClose}
        title="The channel is there"
        description="Every request to it is signed with this secret."
        footer={<Button onClick={onClose}>Done</Button>}
      >
        <ShownOnce secret={created.secret} label="Copy secret">
          Copy the secret now; it is not shown again.
        </ShownOnce>
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      title="New channel"
      description={hint}
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" loading={pending}>
            Add channel
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
        <FormError message={unplaced ? problem?.message : undefined} />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Kind">
            {(control) => (
              <Select
                {...control}
                data-autofocus
                value={kind}
                onChange={(event) => {
                  const chosen = event.currentTarget.value;
                  setKind(CHANNEL_CHOICES.find((one) => one.kind === chosen)?.kind ?? "slack");
                }}
              >
                {CHANNEL_CHOICES.map((choice) => (
                  <option key={choice.kind} value={choice.kind}>
                    {choice.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="Belongs to">
            {(control) => (
              <Select
                {...control}
                value={owner}
                disabled={!mayAdminister && teams.length === 0}
                onChange={(event) => setOwner(event.currentTarget.value)}
              >
                <option value="me">Me</option>
                {teams.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
                {mayAdminister && <option value="installation">The installation</option>}
              </Select>
            )}
          </Field>
        </div>
        <Field label="Name" hint="What you call it: “#deployments”." error={fields["name"]}>
          {(control) => <Input {...control} name="name" maxLength={80} autoComplete="off" required />}
        </Field>
        {kind !== "email" && (
          <Field label={addressLabel} hint="It is kept sealed and not shown again." error={fields["url"]}>
            {(control) => (
              <Input {...control} name="url" type="url" autoComplete="off" placeholder="https://" required />
            )}
          </Field>
        )}
        {kind === "email" &&
          (isShared ? (
            <Field label={addressLabel} hint="Separated by commas." error={fields["recipients"]}>
              {(control) => <Input {...control} name="recipients" autoComplete="off" required />}
            </Field>
          ) : (
            <p className="text-fg-muted">It goes to your own address.</p>
          ))}
      </form>
    </Dialog>
  );
}
