import { configurationPath } from "@/components/configuration/paths";
import { KeyIcon } from "@/components/icons";
import { cx } from "@/components/ui/cx";
import { TextLink } from "@/components/ui/text-link";
import { TONE_SOFT } from "@/components/ui/tone";
import type { PlacementView } from "@/lib/delivery/contract";

/**
 * What is configured is not what serves runs with: the next deployment would get something else. It wraps, unlike a
 * badge, because a card of the board is narrow.
 */
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
      className="max-w-full self-start"
    >
      <span
        data-tooltip={`It runs with configuration ${deployed}, and ${current} is set.\nDeploy to use it.`}
        className={cx(
          "inline-flex items-start gap-1 rounded-sm border px-1.5 py-0.5 text-xs",
          TONE_SOFT.warn,
        )}
      >
        <KeyIcon size={12} className="mt-0.5 shrink-0" />
        Configuration changed since deployed
      </span>
    </TextLink>
  );
}
