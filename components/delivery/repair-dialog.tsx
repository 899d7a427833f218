"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { Notice } from "@/components/ui/notice";
import { repairDriftAction } from "@/lib/delivery/actions";
import type { PlacementView } from "@/lib/delivery/contract";
import { serviceQuery } from "@/lib/delivery/query-options";

import { CommandForThis } from "./command-for-this";
import type { DialogProps } from "./delivery-dialogs";
import { PlanSkeleton } from "./plan-skeleton";
import { PlanSteps } from "./plan-steps";
import { useRequest } from "./use-request";

/** Makes a target run again what was deployed, after a look at what is desired and what was found. */
export function RepairDialog({ request: about, onClose, onTaken }: DialogProps<"repair">) {
  const { service, environment } = about;
  const { data } = useQuery(serviceQuery({ id: service.id }));
  const now = data?.environments.find((place) => place.environment === environment);
  // What was read first is what is asked for; it does not change under the button.
  const [reviewed, setReviewed] = useState<PlacementView>();
  if (now && !reviewed) setReviewed(now);
  const isOver = now !== undefined && now.drift === null;

  const { request, pending, problem } = useRequest(repairDriftAction, ({ deploymentId }) => {
    if (!deploymentId) return onClose();
    const sentence = `Repair of ${environment} requested.`;
    return onTaken({ serviceId: service.id, environment, deploymentId, sentence });
  });
  const release = reviewed?.release ?? null;
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      size="sm"
      title={`Repair ${service.name} in ${environment}`}
      footer={
        <>
          <Button onClick={onClose} disabled={pending} data-autofocus>
            Leave it
          </Button>
          <Button
            variant={release ? "primary" : "danger"}
            loading={pending}
            disabled={!reviewed || isOver}
            onClick={() =>
              request({ serviceId: service.id, environment, expectedReleaseId: release?.id ?? null })
            }
          >
            {release ? `Deploy #${release.number} to ${environment} again` : `Stop it in ${environment}`}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        {!reviewed && <PlanSkeleton />}
        {isOver && (
          <Notice tone="ok">{environment} is as it was deployed. There is nothing to repair.</Notice>
        )}
        {reviewed?.drift && !isOver && (
          <>
            <Notice tone="warn" title="Not as deployed">
              {reviewed.drift.detail}
            </Notice>
            <PlanSteps steps={stepsOf(environment, reviewed)} />
            <CommandForThis path="/repairs" body={{ serviceId: service.id, environment }} />
          </>
        )}
        <FormError message={problem?.message} />
      </div>
    </Dialog>
  );
}

function stepsOf(environment: string, { release, drift }: PlacementView): string[] {
  if (!release) {
    return [`What runs in ${environment} is stopped.`, "Its address answers that nothing runs there."];
  }
  return [
    `#${release.number} starts in ${environment} with the configuration it was deployed with.`,
    "When it answers its health check, traffic moves to it.",
    drift?.kind === "missing"
      ? "If it does not, you see why, and still nothing runs there."
      : "If it does not, what should have run is brought back, and you see why.",
  ];
}
