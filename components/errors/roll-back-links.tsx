"use client";

import { useQuery } from "@tanstack/react-query";

import { type DeliveryAccess, mayDeployTo } from "@/components/delivery/access";
import { servicePath } from "@/components/delivery/paths";
import { RollBackIcon } from "@/components/icons";
import { LinkButton } from "@/components/ui/link-button";
import { serviceQuery } from "@/lib/delivery/query-options";
import type { IssueView } from "@/lib/errors/contract";

/** For who may go back: the way from each environment in which a release with this issue serves now, and that has something before it. */
export function RollBackLinks({ issue, access }: { issue: IssueView; access: DeliveryAccess }) {
  const { data: service } = useQuery(serviceQuery({ id: issue.serviceId }));
  const places = (service?.environments ?? []).filter(
    ({ environment, release }) =>
      mayDeployTo(access, environment) &&
      release !== null &&
      release.number > 1 &&
      issue.seenIn.some((seen) => seen.environment === environment && seen.release?.id === release.id),
  );
  return places.map(({ environment }) => (
    <LinkButton
      key={environment}
      icon={RollBackIcon}
      to={`${servicePath(issue.serviceName)}?rollback=${encodeURIComponent(environment)}`}
    >
      Roll back {environment}
    </LinkButton>
  ));
}
