"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useId, useState } from "react";

import { servicePath } from "@/components/delivery/paths";
import { useRequest } from "@/components/delivery/use-request";
import { PlusIcon, XIcon } from "@/components/icons";
import { useServiceSearch } from "@/components/palette/use-service-search";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { setDependenciesAction } from "@/lib/catalog/actions";
import type { DependencyView } from "@/lib/catalog/contract";
import { dependenciesQuery } from "@/lib/catalog/query-options";

type DependencySettingsProps = { service: { id: string; name: string }; mayEdit: boolean };

/** What the service needs: what its `slipway.yaml` says, and what the portal adds. */
export function DependencySettings({ service, mayEdit }: DependencySettingsProps) {
  const { data } = useSuspenseQuery(dependenciesQuery(service.id));
  const added = data.dependsOn.filter(({ sources }) => sources.includes("portal")).map(({ name }) => name);
  const [typed, setTyped] = useState("");
  const { request, pending, problem } = useRequest(setDependenciesAction, () => setTyped(""));
  const save = (dependsOn: string[]) => request({ id: service.id, dependsOn });
  return (
    <div id="dependencies" className="scroll-mt-16">
      <Panel
        title="Dependencies"
        description="Services that this one needs. Release sets promote them first, and checks can look after them."
      >
        <div className="flex flex-col gap-4">
          {data.dependsOn.length === 0 && (
            <p className="text-fg-muted">
              It needs no other service. Say so here, or as <code className="code">dependsOn</code> in{" "}
              <code className="code">slipway.yaml</code>.
            </p>
          )}
          <ul className="flex flex-col gap-2">
            {data.dependsOn.map((dependency) => (
              <DependencyRow
                key={dependency.name}
                dependency={dependency}
                onRemove={
                  mayEdit && dependency.sources.includes("portal")
                    ? () => save(added.filter((name) => name !== dependency.name))
                    : undefined
                }
                busy={pending}
              />
            ))}
          </ul>
          {mayEdit && (
            <AddDependency
              typed={typed}
              onType={setTyped}
              onAdd={() => save([...added.filter((name) => name !== typed.trim()), typed.trim()])}
              pending={pending}
              error={problem?.fields["dependsOn"]}
            />
          )}
          <FormError message={problem?.fields["dependsOn"] ? undefined : problem?.message} />
        </div>
      </Panel>
    </div>
  );
}

type DependencyRowProps = {
  dependency: DependencyView;
  onRemove: (() => void) | undefined;
  busy: boolean;
};

function DependencyRow({ dependency: { name, id, sources }, onRemove, busy }: DependencyRowProps) {
  return (
    <li className="flex min-w-0 flex-wrap items-center gap-2">
      {id === null ? (
        <span className="[overflow-wrap:anywhere]">{name}</span>
      ) : (
        <TextLink to={servicePath(name)} className="[overflow-wrap:anywhere]">
          {name}
        </TextLink>
      )}
      {sources.map((source) => (
        <Badge key={source}>{source}</Badge>
      ))}
      {id === null && <Badge tone="warn">No such service</Badge>}
      {onRemove && (
        <IconButton icon={XIcon} size="sm" label={`Remove ${name}`} onClick={onRemove} disabled={busy} />
      )}
    </li>
  );
}

type AddDependencyProps = {
  typed: string;
  onType: (text: string) => void;
  onAdd: () => void;
  pending: boolean;
  error: string | undefined;
};

/** Typing suggests names of services. */
function AddDependency({ typed, onType, onAdd, pending, error }: AddDependencyProps) {
  const listId = useId();
  const { items } = useServiceSearch(typed);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onAdd();
      }}
      className="flex flex-wrap items-start gap-3"
    >
      <Field label="Add a service that it needs" className="w-full max-w-72" error={error}>
        {(control) => (
          <Input
            {...control}
            required
            list={listId}
            maxLength={40}
            value={typed}
            className="code"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            onChange={({ currentTarget }) => onType(currentTarget.value)}
          />
        )}
      </Field>
      <datalist id={listId}>
        {items.map(({ id, name }) => (
          <option key={id} value={name}>
            {name}
          </option>
        ))}
      </datalist>
      <Button type="submit" icon={PlusIcon} loading={pending} className="mt-[1.625rem]">
        Add
      </Button>
    </form>
  );
}
