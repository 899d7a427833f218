import { PencilIcon } from "@/components/icons";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { EnvironmentView } from "@/lib/catalog/contract";

import { rulesInWords } from "./environment-rules";

type EnvironmentCardProps = {
  environment: EnvironmentView;
  /** Its place in the order, from 1. */
  number: number;
  /** Undefined when the viewer may not change it. */
  onEdit: (() => void) | undefined;
};

/** One environment: where it runs and by which rules. */
export function EnvironmentCard({ environment, number, onEdit }: EnvironmentCardProps) {
  const { name, isProduction, regions } = environment;
  return (
    <article aria-label={name} className="rounded-lg border bg-surface">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2">
        <span aria-hidden className="text-fg-subtle">
          {number}
        </span>
        <h3 className="font-medium">{name}</h3>
        {isProduction && <Badge tone="accent">Production</Badge>}
        <span className="text-xs text-fg-muted">{regions.map(placeOf).join(", ")}</span>
        {onEdit && (
          <Button
            size="sm"
            icon={PencilIcon}
            onClick={onEdit}
            aria-label={`Change ${name}`}
            className="ml-auto"
          >
            Change
          </Button>
        )}
      </header>
      <dl className="grid gap-x-4 gap-y-1.5 px-4 py-3 sm:grid-cols-[7rem_1fr]">
        {rulesInWords(environment).map(({ label, sentence }) => (
          <div key={label} className="contents">
            <dt className="text-fg-muted max-sm:mt-1">{label}</dt>
            <dd>{sentence}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}

/** The one region of a fresh installation needs no name. */
const placeOf = ({ name, target }: EnvironmentView["regions"][number]) =>
  name === "local" ? target : `${name} on ${target}`;
