"use client";

import { useId, useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Role } from "@/db/enums";
import { createTokenAction } from "@/lib/auth/actions";
import type { CreatedToken } from "@/lib/auth/contract";

import { ShownOnce } from "../../_components/shown-once";
import { TokenFields, tokenIn } from "./token-fields";

/** Asks what the token is for, then shows it once. */
export function NewTokenDialog({ ownRole, onClose }: { ownRole: Role; onClose: () => void }) {
  const formId = useId();
  const [created, setCreated] = useState<CreatedToken>();
  const { request, pending, problem } = useRequest(createTokenAction, setCreated);
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      showsOnce={created !== undefined}
      title="New token"
      description="For CI and scripts. It may do what both its role and its scopes allow."
      footer={
        created ? (
          <Button onClick={onClose}>Done</Button>
        ) : (
          <>
            <Button onClick={onClose} disabled={pending}>
              Cancel
            </Button>
            <Button type="submit" form={formId} variant="primary" loading={pending}>
              Create token
            </Button>
          </>
        )
      }
    >
      {created ? (
        <ShownOnce secret={created.token} label="Copy token">
          Copy the token now; it is not shown again.
        </ShownOnce>
      ) : (
        <form
          id={formId}
          onSubmit={(event) => {
            event.preventDefault();
            request(tokenIn(new FormData(event.currentTarget)));
          }}
        >
          <TokenFields ownRole={ownRole} problem={problem} />
        </form>
      )}
    </Dialog>
  );
}
