"use client";

import { useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { rotateSecretAction } from "@/lib/notifications/actions";
import type { ChannelView, SecretRotated } from "@/lib/notifications/contract";

import { ShownOnce } from "../../../../_components/shown-once";

/** Gives a webhook a new secret and shows it once. */
export function RotateSecretDialog({ channel, onClose }: { channel: ChannelView; onClose: () => void }) {
  const [hasLeaked, setHasLeaked] = useState(false);
  const [rotated, setRotated] = useState<SecretRotated>();
  const { request, pending, problem } = useRequest(rotateSecretAction, setRotated);
  const endsAtOnce = rotated ? rotated.previousUntil === null : hasLeaked;
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      showsOnce={rotated !== undefined}
      title={`New secret for ${channel.name}`}
      description={
        endsAtOnce
          ? "Every request carries a signature of the new secret alone."
          : "For 24 hours every request carries a signature of each secret, so the receiver can change at any time in between."
      }
      footer={
        rotated ? (
          <Button onClick={onClose}>Done</Button>
        ) : (
          <>
            <Button data-autofocus onClick={onClose} disabled={pending}>
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={pending}
              onClick={() => request({ id: channel.id, endPrevious: hasLeaked })}
            >
              Make a new secret
            </Button>
          </>
        )
      }
    >
      <FormError message={problem?.message} />
      {rotated ? (
        <ShownOnce secret={rotated.secret} label="Copy secret">
          Copy the secret now; it is not shown again.
        </ShownOnce>
      ) : (
        <Checkbox
          checked={hasLeaked}
          onChange={(event) => setHasLeaked(event.currentTarget.checked)}
          label="The old one has leaked: end it at once"
          hint="Requests are then refused until the receiver knows the new one."
        />
      )}
    </Dialog>
  );
}
