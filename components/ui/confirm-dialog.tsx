"use client";

import type { ReactNode } from "react";

import { Button } from "./button";
import { Dialog } from "./dialog";
import { FormError } from "./form-error";

type ConfirmDialogProps = {
  title: string;
  /** What holds afterwards. */
  description: ReactNode;
  /** What the button does, in full. */
  action: string;
  /** Red where something ends. */
  variant?: "danger" | "primary";
  /** How somebody says no. */
  keep?: string;
  /** A button for a milder answer, where there is one. */
  instead?: ReactNode;
  pending: boolean;
  problem: { message: string } | undefined;
  onConfirm: () => void;
  onClose: () => void;
};

/** One question before something happens that needs no other answer than yes. */
export function ConfirmDialog({
  title,
  description,
  action,
  variant = "danger",
  keep = "Cancel",
  instead,
  pending,
  problem,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      size="sm"
      title={title}
      description={description}
      footer={
        <>
          <Button data-autofocus onClick={onClose} disabled={pending}>
            {keep}
          </Button>
          {instead}
          <Button variant={variant} loading={pending} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      <FormError message={problem?.message} />
    </Dialog>
  );
}
