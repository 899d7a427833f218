import { configurationPath } from "@/components/configuration/paths";
import { KeyIcon } from "@/components/icons";
import { Badge } from "@/components/ui/badge";
import { TextLink } from "@/components/ui/text-link";
import type { PlacementView } from "@/lib/delivery/contract";

/** What is configured is not what serves runs with: the next deployment would get something else. */
export function ConfigurationChanged({
  placement: { configurationChange, deploymentId, environment },
  serviceName,
}: {
  placement: PlacementView;
  serviceName: string;
}) {
  if (!configurationChange || !deploymentId) return null;
  const { deployed, current } = configurationChange;
  return (
    <TextLink
      to={configurationPath(serviceName, deploymentId, environment)}
      tone="quiet"
      className="self-start"
    >
      <span
        data-tooltip={`It runs with configuration ${deployed}, and ${current} is set.\nDeploy to use it.`}
      >
        <Badge tone="warn" icon={KeyIcon}>
          Configuration changed since deployed
        </Badge>
      </span>
    </TextLink>
  );
}
