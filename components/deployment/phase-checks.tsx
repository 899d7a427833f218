"use client";

import { useQuery } from "@tanstack/react-query";

import { countsInWords } from "@/components/checks/check-words";
import { checkRunPath } from "@/components/delivery/paths";
import { StatusBadge } from "@/components/ui/status-badge";
import { TextLink } from "@/components/ui/text-link";
import type { DeploymentPhase } from "@/db/enums";
import { deploymentChecksQuery } from "@/lib/checks/query-options";

const MOMENT_OF: Partial<Record<DeploymentPhase, "before_traffic" | "after_traffic">> = {
  roll_out: "before_traffic",
  verify: "after_traffic",
};

/** The checks that ran in a phase, inside of it; nothing where none is declared. */
export function PhaseChecks({ deploymentId, phase }: { deploymentId: string; phase: DeploymentPhase }) {
  const moment = MOMENT_OF[phase];
  const { data } = useQuery({ ...deploymentChecksQuery(deploymentId), enabled: moment !== undefined });
  // A resumed deployment checks again; the last word is the one that counted.
  const run = data?.items.findLast((each) => each.moment === moment);
  if (!run) return null;
  return (
    <span className="col-start-2 flex flex-wrap items-center gap-x-2">
      <StatusBadge kind="check" value={run.status} />
      <TextLink to={checkRunPath(run.serviceName, run.id)}>
        {run.total === 1 ? "1 check" : `${run.total} checks`}
      </TextLink>
      <span className="text-fg-muted">{countsInWords(run.counts)}</span>
    </span>
  );
}
