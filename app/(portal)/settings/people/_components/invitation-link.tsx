"use client";

import { Instant } from "@/components/time/instant";
import type { InvitationView } from "@/lib/auth/contract";

import { ShownOnce } from "../../_components/shown-once";

/** The link to pass on, by whatever way the two trust. */
export function InvitationLink({ invitation }: { invitation: InvitationView }) {
  return (
    <div className="flex flex-col gap-2">
      <ShownOnce secret={`${window.location.origin}${invitation.path}`} label="Copy link">
        Pass this link on now; it is not shown again.
      </ShownOnce>
      <p className="text-fg-muted">
        It works once, until <Instant at={invitation.expiresAt} />.
      </p>
      {isThisMachine(window.location.hostname) && (
        <p className="text-fg-muted">
          This link works on this machine only; set <code className="code">SLIPWAY_URL</code> for others.
        </p>
      )}
    </div>
  );
}

/** Names under which a machine knows itself, and which mean another one elsewhere. */
const isThisMachine = (host: string) => /^(?:.*\.)?localhost$|^127\.|^\[::1\]$/.test(host);
