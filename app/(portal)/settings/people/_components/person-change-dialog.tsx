"use client";

import { useRequest } from "@/components/delivery/use-request";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { disablePersonAction, enablePersonAction, revokeAllSessionsAction } from "@/lib/auth/actions";
import type { PersonView } from "@/lib/auth/contract";

export type PersonChange = "disable" | "enable" | "sessions";

const WORDS: Record<PersonChange, { verb: string; outcome: string }> = {
  disable: {
    verb: "Disable",
    outcome:
      "They are signed out at once and can't sign in again; their tokens rest. What they did stays in the audit trail. You can enable them again.",
  },
  enable: {
    verb: "Enable",
    outcome: "They can sign in again with the role they had, and their tokens work again.",
  },
  sessions: {
    verb: "End sessions of",
    outcome: "They are signed out in every browser and have to sign in again. Their tokens go on working.",
  },
};

type PersonChangeDialogProps = { change: PersonChange; person: PersonView; onClose: () => void };

/** Says what will happen to a person, then does it. */
export function PersonChangeDialog({ change, person, onClose }: PersonChangeDialogProps) {
  const { request, pending, problem } = useRequest(() => send(change, person.id), onClose);
  const { verb, outcome } = WORDS[change];
  return (
    <ConfirmDialog
      title={`${verb} ${person.name}`}
      description={outcome}
      action={`${verb} ${person.name}`}
      variant={change === "enable" ? "primary" : "danger"}
      pending={pending}
      problem={problem}
      onConfirm={() => request(undefined)}
      onClose={onClose}
    />
  );
}

type Taken = { ok: true; data: unknown } | { ok: false; message: string };

function send(change: PersonChange, id: string): Promise<Taken> {
  if (change === "sessions") return revokeAllSessionsAction({ personId: id });
  return change === "disable" ? disablePersonAction({ id }) : enablePersonAction({ id });
}
