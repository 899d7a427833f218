"use client";

import { useRouter } from "next/navigation";
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

import type { Owner, SubscriptionChoices } from "./subscription-choices";

type SubscriptionDialogProps = {
  choices: SubscriptionChoices;
  /** Already chosen, where the form is opened for one channel. */
  channelId?: string;
  /** For teams and the installation, and not for oneself. */
  shared: boolean;
  onClose: () => void;
};

type Scope = "all" | "owned" | "mine";

/** Asks what is told, of which service and environment, and where it goes. */
export function SubscriptionDialog({ choices, channelId, shared, onClose }: SubscriptionDialogProps) {
  const formId = useId();
  const router = useRouter();
  const places = placesOf(choices, shared, channelId);
  const [place, setPlace] = useState(places[0]?.value ?? "");
  const [wish, setScope] = useState<Scope>("all");
  const { request, pending, problem } = useRequest(subscribeAction, () => {
    onClose();
    router.refresh();
  });
  const fields = problem?.fields ?? {};
  const owner = places.find(({ value }) => value === place)?.owner ?? "person";
  const scopes = SCOPES[owner];
  const scope = scopes.some(({ value }) => value === wish) ? wish : "all";
  const mine = scope === "mine";

  const submit = (form: FormData) => {
    const chosen = form.getAll("kinds");
    request({
      kinds: choices.kinds.flatMap(({ kind }) => (chosen.includes(kind) ? kind : [])),
      scope,
      ...(place.startsWith("team:") ? { team: place.slice(5) } : place && { channelId: place }),
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
                value={place}
                disabled={places.length === 1}
                onChange={(event) => setPlace(event.currentTarget.value)}
              >
                {places.map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="Which" error={fields["scope"]}>
            {(control) => (
              <Select
                {...control}
                value={scope}
                disabled={scopes.length === 1}
                onChange={(event) => {
                  const chosen = event.currentTarget.value;
                  setScope(scopes.find(({ value }) => value === chosen)?.value ?? "all");
                }}
              >
                {scopes.map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
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

const ALL: { value: Scope; label: string } = { value: "all", label: "All of them" };
const SCOPES: Record<Owner, { value: Scope; label: string }[]> = {
  person: [
    ALL,
    { value: "owned", label: "Only of services that my teams own" },
    { value: "mine", label: "Only what concerns me" },
  ],
  team: [ALL, { value: "owned", label: "Only of services that the team owns" }],
  installation: [ALL],
};

function placesOf({ channels, teams }: SubscriptionChoices, shared: boolean, channelId: string | undefined) {
  const ways = channels
    .filter(({ id }) => channelId === undefined || id === channelId)
    .map(({ id, name, owner }) => ({ value: id, label: name, owner }));
  if (channelId !== undefined) return ways;
  const inboxes: { value: string; label: string; owner: Owner }[] = shared
    ? teams.map(({ id, name }) => ({ value: `team:${id}`, label: `Inboxes of ${name}`, owner: "team" }))
    : [{ value: "", label: "Inbox", owner: "person" }];
  return [...inboxes, ...ways];
}
