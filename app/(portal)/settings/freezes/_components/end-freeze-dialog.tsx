"use client";

import { useRequest } from "@/components/delivery/use-request";
import { freezeScope } from "@/components/gates/freeze-scope";
import { ZonedMoment } from "@/components/gates/zoned-moment";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { endFreezeAction, skipFreezeAction } from "@/lib/gates/actions";
import type { FreezeView } from "@/lib/gates/contract";

/**
 * Asks once before a freeze is gone for good: what waited for it may start at once. One that comes again and again can
 * be ended for this time only.
 */
export function EndFreezeDialog({ freeze, onClose }: { freeze: FreezeView; onClose: () => void }) {
  const ending = useRequest(endFreezeAction, onClose);
  const skipping = useRequest(skipFreezeAction, onClose);
  const { isOn, changesAt, window, timeZone } = freeze;
  const recurs = window.kind !== "once";
  const skipsUntil = recurs && isOn ? changesAt : null;
  return (
    <ConfirmDialog
      title={`End the freeze ${freeze.name}`}
      description={
        <>
          {isOn
            ? `It freezes ${freezeScope(freeze)} now. What waits only for it starts at once.`
            : `It will not freeze ${freezeScope(freeze)} again.`}
          {skipsUntil && (
            <>
              {" "}
              Only this time: it does not freeze until <ZonedMoment at={skipsUntil} meantIn={timeZone} />, and
              comes again after that.
            </>
          )}
          {recurs && isOn && " Ended for good, it never comes again."}
        </>
      }
      action={recurs ? "End for good" : `End ${freeze.name}`}
      keep="Keep it"
      instead={
        skipsUntil && (
          <Button
            loading={skipping.pending}
            disabled={ending.pending}
            onClick={() => skipping.request({ id: freeze.id })}
          >
            Only this time
          </Button>
        )
      }
      pending={ending.pending || skipping.pending}
      problem={ending.problem ?? skipping.problem}
      onConfirm={() => ending.request({ id: freeze.id })}
      onClose={onClose}
    />
  );
}
