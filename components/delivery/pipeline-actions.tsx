"use client";

import { usePageAction, type PageAction } from "@/components/palette/action-registry";
import type { ServiceDetail } from "@/lib/delivery/contract";
import type { HoldView } from "@/lib/gates/contract";

import { mayDeployTo, type DeliveryAccess } from "./access";
import { useDeliveryDialogs } from "./delivery-dialogs";

type PipelineActionsProps = {
  service: ServiceDetail;
  access: DeliveryAccess;
  holds: readonly HoldView[];
  /** Environments in which the pipeline does something by itself. */
  automated: readonly string[];
};

/** What the board's buttons do, for the palette and the keys `p` and `r`. They open the dialog, nothing more. */
export function PipelineActions({ service, access, holds, automated }: PipelineActionsProps) {
  const { open } = useDeliveryDialogs();
  const { environments, repository } = service;
  const name = { id: service.id, name: service.name };
  // The last gap is the one nearest to the users; the last environment is where an incident hurts.
  const firstToPromote = environments.findLastIndex(
    ({ behind, environment }, index) => behind && index > 0 && mayDeployTo(access, environment),
  );
  const firstToRollBack = environments.findLastIndex(
    ({ release, environment }) => release && mayDeployTo(access, environment),
  );

  const holdOffer = (environment: string): PageAction | undefined => {
    if (holds.some((each) => each.environment === environment)) {
      return {
        id: `release-hold:${environment}`,
        label: `Release the hold of ${service.name} in ${environment}…`,
        keywords: ["automation", "resume"],
        run: () => open({ kind: "release-hold", service: name, environment }),
      };
    }
    if (!automated.includes(environment)) return undefined;
    return {
      id: `hold:${environment}`,
      label: `Hold automation of ${service.name} in ${environment}…`,
      keywords: ["pause", "stop"],
      run: () => open({ kind: "hold", service: name, environment }),
    };
  };
  const offers = environments.flatMap((placement, index): PageAction[] => {
    const { environment } = placement;
    if (!mayDeployTo(access, environment)) return [];
    const from = environments[index - 1];
    const promote: PageAction | undefined = from?.release
      ? {
          id: `promote:${environment}`,
          label: `Promote ${service.name} to ${environment}…`,
          keywords: ["ship", "release", "deploy"],
          ...(index === firstToPromote && { shortcut: "p" }),
          run: () => open({ kind: "promote", service: name, from: from.environment, to: environment }),
        }
      : undefined;
    const rollBack: PageAction | undefined = placement.release
      ? {
          id: `rollback:${environment}`,
          label: `Roll back ${service.name} in ${environment}…`,
          keywords: ["undo", "revert", "incident"],
          ...(index === firstToRollBack && { shortcut: "r" }),
          run: () => open({ kind: "rollback", service: name, environment }),
        }
      : undefined;
    return [promote, rollBack, holdOffer(environment)].filter((offer) => offer !== undefined);
  });
  if (access.mayBuild) {
    offers.push({
      id: "build",
      label: `Build a release of ${service.name}…`,
      keywords: ["new", "commit", "branch"],
      run: () => open({ kind: "build", service: name, branch: repository.branch }),
    });
  }
  return offers.map((offer) => <Offer key={offer.id} action={offer} />);
}

function Offer({ action }: { action: PageAction }) {
  usePageAction(action);
  return null;
}
