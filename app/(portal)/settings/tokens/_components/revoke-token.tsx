"use client";

import { useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
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
      {open && (
        <ConfirmDialog
          title={`Revoke ${token.name}`}
          description="Whatever uses it is refused from now on, and so is every token that was made with it. A revoked token can't be brought back; create a new one instead."
          action={`Revoke ${token.name}`}
          pending={pending}
          problem={problem}
          onConfirm={() => request({ id: token.id })}
          onClose={close}
        />
      )}
    </>
  );
}
