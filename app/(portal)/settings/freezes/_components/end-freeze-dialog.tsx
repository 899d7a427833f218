"use client";

import { useRequest } from "@/components/delivery/use-request";
import { freezeScope } from "@/components/gates/freeze-scope";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { endFreezeAction } from "@/lib/gates/actions";
import type { FreezeView } from "@/lib/gates/contract";

/** Asks once before a freeze is gone for good: what waited for it may start at once. */
export function EndFreezeDialog({ freeze, onClose }: { freeze: FreezeView; onClose: () => void }) {
  const { request, pending, problem } = useRequest(endFreezeAction, onClose);
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      size="sm"
      title={`End the freeze ${freeze.name}`}
      description={
        freeze.isOn
          ? `It freezes ${freezeScope(freeze)} now. What waits only for it starts at once.`
          : `It will not freeze ${freezeScope(freeze)} again.`
      }
      footer={
        <>
          <Button data-autofocus onClick={onClose} disabled={pending}>
            Keep it
          </Button>
          <Button variant="danger" loading={pending} onClick={() => request({ id: freeze.id })}>
            End {freeze.name}
          </Button>
        </>
      }
    >
      <FormError message={problem?.message} />
    </Dialog>
  );
}
