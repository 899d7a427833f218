"use client";

import type { ReactNode } from "react";

import type { PlacementView, ServiceDetail } from "@/lib/delivery/contract";
import type { HoldView } from "@/lib/gates/contract";

import { whyNotDeployTo, type DeliveryAccess } from "./access";
import { useDeliveryDialogs } from "./delivery-dialogs";
import { PlacementCard } from "./placement-card";
import { PromotionLane } from "./promotion-lane";
import { SourceCard } from "./source-card";

/** So many releases come with a service at most: with fewer, these are all. */
const NEWEST_RELEASES = 10;

type PipelineBoardProps = {
  service: ServiceDetail;
  access: DeliveryAccess;
  holds: readonly HoldView[];
  /** Environments in which the pipeline does something by itself. */
  automated: readonly string[];
};

/**
 * The board of one service: the newest release, then a column per environment in order of promotion, and between them
 * what could go on. On a narrow screen the columns become a list, read from top to bottom.
 */
export function PipelineBoard({ service, access, holds, automated }: PipelineBoardProps) {
  const { open } = useDeliveryDialogs();
  const { environments, newestReleases, repository } = service;
  const name = { id: service.id, name: service.name };

  return (
    <div className="@container">
      <h2 className="sr-only">Pipeline</h2>
      <section
        aria-label="Pipeline"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- many environments scroll, also by keyboard
        tabIndex={0}
        className="flex flex-col gap-1 @4xl:-mx-1 @4xl:flex-row @4xl:items-stretch @4xl:gap-2 @4xl:overflow-x-auto @4xl:p-1"
      >
        <Column>
          <SourceCard
            serviceName={service.name}
            branch={repository.branch}
            newest={newestReleases[0]}
            mayBuild={access.mayBuild}
            onBuild={() => open({ kind: "build", service: name, branch: repository.branch })}
          />
        </Column>
        {environments.map((placement, index) => {
          const from = environments[index - 1] ?? null;
          const whyNot = whyNotDeployTo(access, placement.environment);
          const ship = () => {
            if (from) {
              open({ kind: "promote", service: name, from: from.environment, to: placement.environment });
            } else if (placement.behind) {
              open({
                kind: "deploy",
                service: name,
                environment: placement.environment,
                release: placement.behind.candidate,
                replaces: placement.release,
              });
            }
          };
          return (
            <Column key={placement.environmentId} lane>
              <PromotionLane service={name} from={from} to={placement} onShip={ship} whyNot={whyNot} />
              <PlacementCard
                placement={placement}
                service={name}
                howToFill={howToFill(from, placement)}
                mayCancel={!whyNot}
                whyNotRollBack={whyNot ?? nothingToGoBackTo(service, placement)}
                onRollBack={() =>
                  open({ kind: "rollback", service: name, environment: placement.environment })
                }
                whyNotRepair={whyNot}
                hold={holds.find(({ environment }) => environment === placement.environment)}
                onReleaseHold={() =>
                  open({ kind: "release-hold", service: name, environment: placement.environment })
                }
                onHold={
                  !whyNot && automated.includes(placement.environment)
                    ? () => open({ kind: "hold", service: name, environment: placement.environment })
                    : undefined
                }
                onRepair={() => open({ kind: "repair", service: name, environment: placement.environment })}
              />
            </Column>
          );
        })}
      </section>
    </div>
  );
}

/** A first release has none before it. As far as the page knows: the review looks at what has served here. */
function nothingToGoBackTo(
  { name, newestReleases }: ServiceDetail,
  { release, environment }: PlacementView,
): string | undefined {
  const others = newestReleases.filter(({ id, status }) => id !== release?.id && status === "ready");
  if (others.length > 0 || newestReleases.length >= NEWEST_RELEASES) return undefined;
  return `No other release of ${name} has served in ${environment} yet.`;
}

function howToFill(from: PlacementView | null, { behind, inFlight }: PlacementView): string {
  if (inFlight) return "Nothing serves here yet.";
  if (!from) return behind ? "Deploy the newest release, and it runs here." : "Build a release first.";
  return from.release
    ? `Promote what runs in ${from.environment}, and it runs here too.`
    : `It comes here from ${from.environment}.`;
}

function Column({ lane, children }: { lane?: boolean; children: ReactNode }) {
  return (
    <div
      className={
        lane
          ? "flex min-w-0 flex-col gap-1 @4xl:min-w-[15.5rem] @4xl:flex-[1.6] @4xl:flex-row @4xl:gap-2"
          : "flex min-w-0 @4xl:min-w-40 @4xl:flex-1"
      }
    >
      {children}
    </div>
  );
}
