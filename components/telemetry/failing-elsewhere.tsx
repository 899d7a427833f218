import { servicePath } from "@/components/delivery/paths";
import { AlertTriangleIcon } from "@/components/icons";
import { TextLink } from "@/components/ui/text-link";
import type { Elsewhere } from "@/lib/telemetry/contract";

import { elsewhereInWords, failsElsewhere } from "./traffic-words";

type FailingElsewhereProps = { service: { name: string }; elsewhere: readonly Elsewhere[] };

/** One quiet line where another environment fails: the one that is shown may be well. */
export function FailingElsewhere({ service, elsewhere }: FailingElsewhereProps) {
  const failing = elsewhere.filter(failsElsewhere);
  if (failing.length === 0) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-fg-muted">
      <span className="inline-flex items-center gap-1.5">
        <AlertTriangleIcon size={14} className="shrink-0 text-fail-fg" />
        Errors elsewhere in this time
      </span>
      {failing.map((place) => (
        <TextLink
          key={place.environment}
          to={`${servicePath(service.name)}?environment=${place.environment}#traffic`}
        >
          {place.environment}: {elsewhereInWords(place)}
        </TextLink>
      ))}
    </p>
  );
}
