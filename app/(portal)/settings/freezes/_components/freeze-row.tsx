import { freezeScope } from "@/components/gates/freeze-scope";
import { FreezeWhen } from "@/components/gates/freeze-when";
import { useWindowState } from "@/components/gates/use-window-state";
import { windowInWords, zoneInWords } from "@/components/gates/window-words";
import { SnowflakeIcon } from "@/components/icons";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Person } from "@/components/ui/person";
import { Cell, Row } from "@/components/ui/table";
import type { FreezeView } from "@/lib/gates/contract";

/** One freeze. `onEnd` is undefined for who may not. */
export function FreezeRow({ freeze, onEnd }: { freeze: FreezeView; onEnd: (() => void) | undefined }) {
  const { name, window, timeZone, blocksRollbacks, skippedUntil, createdByName } = freeze;
  const state = useWindowState(freeze);
  return (
    <Row>
      <Cell main>
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium [overflow-wrap:anywhere]">{name}</span>
          {state?.isOn && (
            <Badge tone="blocked" icon={SnowflakeIcon}>
              In force
            </Badge>
          )}
          {skippedUntil && state && !state.isOn && <Badge>Not this time</Badge>}
          {blocksRollbacks && <Badge tone="warn">Rollbacks too</Badge>}
        </span>
      </Cell>
      <Cell className="[overflow-wrap:anywhere]">{freezeScope(freeze)}</Cell>
      <Cell className="max-sm:basis-full">
        <p>
          <FreezeWhen state={state} timeZone={timeZone} />
        </p>
        <p className="text-xs text-fg-muted">{`${windowInWords(window)} (${zoneInWords(timeZone)})`}</p>
      </Cell>
      <Cell wideOnly>
        <Person name={createdByName} className="max-w-36" />
      </Cell>
      <Cell align="end" className="max-sm:ml-auto">
        {onEnd && (
          <Button size="sm" onClick={onEnd} aria-label={`End the freeze ${name}`}>
            End
          </Button>
        )}
      </Cell>
    </Row>
  );
}
