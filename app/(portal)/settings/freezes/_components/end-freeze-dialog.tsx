"use client";

import { useRequest } from "@/components/delivery/use-request";
import { freezeScope } from "@/components/gates/freeze-scope";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { endFreezeAction } from "@/lib/gates/actions";
import type { FreezeView } from "@/lib/gates/contract";

/** Asks once before a freeze is gone for good: what waited for it may start at once. */
export function EndFreezeDialog({ freeze, onClose }: { freeze: FreezeView; onClose: () => void }) {
  const { request, pending, problem } = useRequest(endFreezeAction, onClose);
  return (
    <ConfirmDialog
      title={`End the freeze ${freeze.name}`}
      description={
        freeze.isOn
          ? `It freezes ${freezeScope(freeze)} now. What waits only for it starts at once.`
          : `It will not freeze ${freezeScope(freeze)} again.`
      }
      action={`End ${freeze.name}`}
      keep="Keep it"
      pending={pending}
      problem={problem}
      onConfirm={() => request({ id: freeze.id })}
      onClose={onClose}
    />
  );
}
