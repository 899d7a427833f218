"use client";

import { useInfiniteQuery } from "@tanstack/react-query";

import { VariableChanges } from "@/components/configuration/variable-changes";
import { variablesPath } from "@/components/delivery/paths";
import { useRequest } from "@/components/delivery/use-request";
import { useSearchParam } from "@/components/delivery/use-search-param";
import { DownloadIcon, RollBackIcon } from "@/components/icons";
import { RelativeTime } from "@/components/time/relative-time";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { LinkButton } from "@/components/ui/link-button";
import { LoadMore } from "@/components/ui/load-more";
import { Panel } from "@/components/ui/panel";
import { Person } from "@/components/ui/person";
import { Select } from "@/components/ui/select";
import { SkeletonRows } from "@/components/ui/skeleton";
import { restoreConfigurationAction } from "@/lib/configuration/actions";
import type { ConfigurationHistoryEntry } from "@/lib/configuration/contract";
import { configurationVersionsQuery } from "@/lib/configuration/query-options";

type Place = { name: string; mayWrite: boolean };
type ConfigurationHistoryProps = { service: { id: string; name: string }; places: readonly Place[] };

/** Every version of one environment, newest first, with what it changed; an earlier one can be made the newest again. */
export function ConfigurationHistory({ service, places }: ConfigurationHistoryProps) {
  const [chosen, choose] = useSearchParam("environment");
  const place = places.find(({ name }) => name === chosen) ?? places[0];
  const environment = place?.name ?? "";
  const versions = useInfiniteQuery(configurationVersionsQuery(service.id, environment));
  const { request, pending, problem } = useRequest(restoreConfigurationAction, () => {});
  const items = versions.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel
      title="Versions"
      description="A deployment takes the newest one and keeps it."
      flush
      actions={
        <>
          <LinkButton to={variablesPath(service.name)} size="sm">
            Set variables
          </LinkButton>
          <LinkButton
            to={`/api/v1/services/${service.id}/configurations/${environment}/dotenv`}
            size="sm"
            icon={DownloadIcon}
            external
          >
            Export .env
          </LinkButton>
          <Select
            aria-label="Environment"
            className="w-36"
            value={environment}
            onChange={(event) => choose(event.target.value)}
          >
            {places.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        </>
      }
    >
      {versions.isPending && <SkeletonRows rows={3} label="Loading the versions" />}
      {versions.isError && <p className="p-4 text-fail-fg">{versions.error.message}</p>}
      {versions.isSuccess && items.length === 0 && (
        <p className="p-4 text-fg-muted">Nothing was ever set in {environment}.</p>
      )}
      <ol className="divide-y divide-border">
        {items.map((version, index) => (
          <Version
            key={version.id}
            version={version}
            restore={
              index > 0 && place?.mayWrite
                ? () => request({ serviceId: service.id, environment, version: version.number })
                : undefined
            }
            pending={pending}
          />
        ))}
      </ol>
      <FormError message={problem?.message} />
      <LoadMore
        hasMore={versions.hasNextPage}
        loading={versions.isFetchingNextPage}
        onLoad={() => void versions.fetchNextPage()}
        noun="versions"
      />
    </Panel>
  );
}

const ORIGINS = {
  initial: "is where it began",
  set: "changed it",
  import: "imported it",
  restore: "restored it",
} as const;

type VersionProps = {
  version: ConfigurationHistoryEntry;
  restore: (() => void) | undefined;
  pending: boolean;
};

function Version({ version, restore, pending }: VersionProps) {
  const { number, origin, reason, createdByName, createdAt, variableCount, changes } = version;
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p className="flex min-w-0 flex-wrap items-center gap-x-1.5">
          <span className="font-medium">Configuration {number}</span>
          <Person name={createdByName} />
          <span className="text-fg-muted">
            {ORIGINS[origin]} <RelativeTime at={createdAt} />, {variableCount}{" "}
            {variableCount === 1 ? "variable" : "variables"}
          </span>
          {reason && <span className="min-w-0 [overflow-wrap:anywhere]">{reason}</span>}
        </p>
        {restore && (
          <Button
            size="sm"
            icon={RollBackIcon}
            onClick={restore}
            disabled={pending}
            aria-label={`Restore configuration ${number}`}
          >
            Restore
          </Button>
        )}
      </div>
      {changes.length > 0 && (
        <VariableChanges changes={changes} label={`What configuration ${number} changed`} />
      )}
    </li>
  );
}
