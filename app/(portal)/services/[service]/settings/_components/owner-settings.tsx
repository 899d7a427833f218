"use client";

import { useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { TextLink } from "@/components/ui/text-link";
import { setServiceOwnerAction } from "@/lib/catalog/actions";

type Team = { id: string; name: string; title: string };
type OwnerSettingsProps = { serviceId: string; owner: Team | null; teams: Team[]; mayEdit: boolean };

const NOBODY = "";

/** Which team answers for the service. */
export function OwnerSettings({ serviceId, owner, teams, mayEdit }: OwnerSettingsProps) {
  const [saved, setSaved] = useState(owner?.id ?? NOBODY);
  const [chosen, setChosen] = useState(saved);
  const { request, pending, problem } = useRequest(setServiceOwnerAction, () => setSaved(chosen));
  return (
    <Panel title="Owner" description="The team that answers for it: whom to ask, and who is told.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          request({ id: serviceId, team: chosen === NOBODY ? null : chosen });
        }}
        className="flex flex-col gap-4"
      >
        <div className="flex flex-wrap items-end gap-3">
          <Field label="Team" className="w-full max-w-72" error={problem?.fields["team"]}>
            {(control) => (
              <Select
                {...control}
                value={chosen}
                disabled={!mayEdit}
                onChange={({ currentTarget }) => setChosen(currentTarget.value)}
              >
                <option value={NOBODY}>Nobody</option>
                {teams.map(({ id, name, title }) => (
                  <option key={id} value={id}>
                    {title || name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {mayEdit && (
            <Button type="submit" loading={pending} disabled={chosen === saved}>
              Set the owner
            </Button>
          )}
          {teams.length === 0 && (
            <p className="text-fg-muted">
              There are no teams yet. Administrators add them under{" "}
              <TextLink to="/settings/teams">Settings, Teams</TextLink>.
            </p>
          )}
        </div>
        <FormError message={problem?.message} />
      </form>
    </Panel>
  );
}
