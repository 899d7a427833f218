"use client";

import { useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { renewInvitationAction } from "@/lib/auth/actions";
import type { InvitationView, PersonView } from "@/lib/auth/contract";

import { InvitationLink } from "./invitation-link";

/** A fresh link for somebody who lost the first one, or their password. */
export function LinkDialog({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const [invitation, setInvitation] = useState<InvitationView>();
  const { request, pending, problem } = useRequest(renewInvitationAction, setInvitation);
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      showsOnce={invitation !== undefined}
      title={`One-time link for ${person.name}`}
      description="With it they set a new password. Their password works until then; an earlier link stops working."
      footer={
        invitation ? (
          <Button onClick={onClose}>Done</Button>
        ) : (
          <>
            <Button onClick={onClose} disabled={pending}>
              Cancel
            </Button>
            <Button variant="primary" loading={pending} onClick={() => request({ id: person.id })}>
              Make a link
            </Button>
          </>
        )
      }
    >
      <FormError message={problem?.message} />
      {invitation && <InvitationLink invitation={invitation} />}
    </Dialog>
  );
}
