import type { Metadata } from "next";

import { can } from "@/lib/auth";
import { getServiceView, listEnvironments } from "@/lib/catalog";
import { pageContext } from "@/lib/core/request";
import { listDeployments } from "@/lib/delivery";

import { orNotFound } from "../../../or-not-found";
import { CompareConfigurations } from "./_components/compare-configurations";
import { ConfigurationHistory } from "./_components/configuration-history";

export const metadata: Metadata = { title: "Configuration" };

const NEWEST_DEPLOYMENTS = 50;

/** What differs between environments and between deployments, and every version there was. */
export default async function ConfigurationPage({ params }: PageProps<"/services/[service]/configuration">) {
  const ctx = await pageContext();
  const { id, name } = await orNotFound(getServiceView(ctx, (await params).service));
  const [environments, deployments] = await Promise.all([
    listEnvironments(ctx),
    listDeployments(ctx, { service: id, limit: NEWEST_DEPLOYMENTS }),
  ]);
  const places = environments.map((environment) => ({
    name: environment.name,
    mayWrite: can(ctx.actor, "variable.write", { leastRole: environment.deployRole }),
  }));
  return (
    <>
      <CompareConfigurations
        service={{ id, name }}
        environments={places.map((place) => place.name)}
        deployments={deployments.items
          .filter(({ startedAt }) => startedAt !== null)
          .map(({ id: value, release, environment, createdAt }) => ({
            value,
            label: `#${release.number} in ${environment}`,
            at: createdAt,
          }))}
      />
      <ConfigurationHistory service={{ id, name }} places={places} />
    </>
  );
}
