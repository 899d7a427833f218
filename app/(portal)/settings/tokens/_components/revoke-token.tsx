"use client";

import { useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { leaveToHeading } from "@/components/ui/leave-to-heading";
import { revokeTokenAction } from "@/lib/auth/actions";
import type { TokenView } from "@/lib/auth/contract";

/** Ends a token for good, after one question. */
export function RevokeToken({ token }: { token: TokenView }) {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const { request, pending, problem } = useRequest(revokeTokenAction, () => leaveToHeading(close));
  return (
    <>
      <Button
        size="sm"
        className="relative"
        aria-label={`Revoke ${token.name}`}
        onClick={() => setOpen(true)}
      >
        Revoke
      </Button>
      <Dialog
        open={open}
        onClose={close}
        busy={pending}
        size="sm"
        title={`Revoke ${token.name}`}
        description="Whatever uses it is refused from now on, and so is every token that was made with it. A revoked token can't be brought back; create a new one instead."
        footer={
          <>
            <Button data-autofocus onClick={close} disabled={pending}>
              Cancel
            </Button>
            <Button variant="danger" loading={pending} onClick={() => request({ id: token.id })}>
              Revoke {token.name}
            </Button>
          </>
        }
      >
        <FormError message={problem?.message} />
      </Dialog>
    </>
  );
}
