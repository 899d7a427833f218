"use client";

import { useSuspenseQuery } from "@tanstack/react-query";

import { servicePath } from "@/components/delivery/paths";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { StatusBadge } from "@/components/ui/status-badge";
import { Cell, HeaderCell, Row, RowLink, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { DependencyView } from "@/lib/catalog/contract";
import { dependenciesQuery } from "@/lib/catalog/query-options";

type ServiceDependenciesProps = { service: { id: string; name: string }; environments: readonly string[] };

/** What a service needs and what needs it, with the health of each, live. Nothing while it stands alone. */
export function ServiceDependencies({ service, environments }: ServiceDependenciesProps) {
  const { data } = useSuspenseQuery(dependenciesQuery(service.id));
  const { dependsOn, neededBy, cycle } = data;
  if (dependsOn.length + neededBy.length === 0) return null;
  return (
    <Panel
      title="Dependencies"
      flush
      actions={<TextLink to={`${servicePath(service.name)}/settings#dependencies`}>Change</TextLink>}
    >
      {cycle && (
        <Notice tone="warn" title="These services need each other in a circle" className="m-3">
          {cycle.join(" → ")}. A release set ships them at the same time, because no order is right.
        </Notice>
      )}
      <DependencyTable title="Depends on" services={dependsOn} environments={environments} />
      <DependencyTable title="Needed by" services={neededBy} environments={environments} />
    </Panel>
  );
}

type DependencyTableProps = {
  title: string;
  services: readonly DependencyView[];
  environments: readonly string[];
};

function DependencyTable({ title, services, environments }: DependencyTableProps) {
  if (services.length === 0) return null;
  return (
    <Table
      label={title}
      className="not-last:border-b"
      head={
        <>
          <HeaderCell className="w-64">{title}</HeaderCell>
          {environments.map((environment) => (
            <HeaderCell key={environment}>{environment}</HeaderCell>
          ))}
        </>
      }
    >
      {services.map((service) => (
        <Row key={service.name}>
          <Cell main className="[overflow-wrap:anywhere]">
            {service.id === null ? (
              <>
                <span className="font-medium">{service.name}</span>{" "}
                <span className="text-warn-fg">is no service here</span>
              </>
            ) : (
              <RowLink to={servicePath(service.name)}>{service.name}</RowLink>
            )}
          </Cell>
          {environments.map((environment) => (
            <Cell key={environment}>
              <Health of={service} environment={environment} />
            </Cell>
          ))}
        </Row>
      ))}
    </Table>
  );
}

function Health({ of, environment }: { of: DependencyView; environment: string }) {
  const place = of.environments.find((each) => each.environment === environment);
  if (!place) return null;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      {/* On a phone the cells flow without their column's name. */}
      <span className="text-fg-muted sm:hidden">{environment}</span>
      <StatusBadge kind="health" value={place.health} />
      {place.releaseNumber !== null && <span className="text-fg-muted">#{place.releaseNumber}</span>}
    </span>
  );
}
