import { servicePath } from "@/components/delivery/paths";
import { Duration } from "@/components/time/duration";
import { durationInWords } from "@/components/time/format-instant";
import { RelativeTime } from "@/components/time/relative-time";
import { Facts, type Fact } from "@/components/ui/facts";
import { Person } from "@/components/ui/person";
import { TextLink } from "@/components/ui/text-link";
import type { DeploymentView } from "@/lib/delivery/contract";

import { tookMs } from "./deployment-sentence";

/** A shorter wait in the queue is nobody's concern. */
const WORTH_SAYING_MS = 1_000;

/** Who, when, where and why. */
export function DeploymentFacts({ deployment }: { deployment: DeploymentView }) {
  const { requestedByName, createdAt, reason, url, serviceName, environment, region } = deployment;
  const ms = tookMs(deployment);
  const queuedMs = deployment.timings["queued"] ?? 0;
  const facts: (Fact | false)[] = [
    { label: "Requested by", value: <Person name={requestedByName} /> },
    { label: "Requested", value: <RelativeTime at={createdAt} /> },
    ms !== undefined && {
      label: "Took",
      value: (
        <>
          <Duration ms={ms} />
          {deployment.reusedWarm && <span className="text-fg-muted"> · it was still running</span>}
          {queuedMs > WORTH_SAYING_MS && (
            <span className="text-fg-muted"> · after {durationInWords(queuedMs)} in the queue</span>
          )}
        </>
      ),
    },
    { label: "Service", value: <TextLink to={servicePath(serviceName)}>{serviceName}</TextLink> },
    { label: "Environment", value: `${environment}${region === "local" ? "" : ` · ${region}`}` },
    url !== null && {
      label: "Address",
      value: (
        <TextLink to={url} external>
          {url.replace(/^https?:\/\//, "")}
        </TextLink>
      ),
    },
    {
      label: "Reason",
      value: reason || <span className="text-fg-muted">None given</span>,
    },
  ];
  return <Facts label="About this deployment" facts={facts.filter((fact) => fact !== false)} />;
}
