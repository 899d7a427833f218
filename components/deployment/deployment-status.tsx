import { stageDetail } from "@/components/delivery/phase-words";
import { StatusBadge } from "@/components/ui/status-badge";
import type { DeploymentRow } from "@/lib/delivery/contract";

type DeploymentStatusProps = {
  deployment: Pick<DeploymentRow, "status" | "outcome" | "phase">;
  look?: "plain" | "soft";
};

/** Where a deployment is, or once it succeeded, what became of it. */
export function DeploymentStatus({ deployment, look = "plain" }: DeploymentStatusProps) {
  const { status, outcome, phase } = deployment;
  if (status === "succeeded" && outcome) return <StatusBadge kind="outcome" value={outcome} look={look} />;
  return <StatusBadge kind="deployment" value={status} detail={stageDetail(status, phase)} look={look} />;
}
