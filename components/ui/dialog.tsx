"use client";

import { useId, type ReactNode } from "react";

import { XIcon } from "@/components/icons";

import { cx } from "./cx";
import { IconButton } from "./icon-button";
import { useModal } from "./use-modal";

export type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  /** Buttons, the safe one first. Mark the control that gets the focus with `data-autofocus`. */
  footer?: ReactNode;
  size?: "sm" | "md" | "lg";
  /** While the server works neither Escape nor a click beside it closes the dialog. */
  busy?: boolean;
  /** Something is shown that cannot be shown again: only a button closes the dialog. */
  showsOnce?: boolean;
  children: ReactNode;
};

const WIDTHS = { sm: "sm:max-w-md", md: "sm:max-w-xl", lg: "sm:max-w-3xl" };

/**
 * A question that must be answered first. The browser's own modal dialog keeps the focus inside, makes the page
 * behind inert, closes on Escape and gives the focus back. On a phone it is a sheet at the bottom.
 */
export function Dialog({ open, ...rest }: DialogProps) {
  return open ? <OpenDialog {...rest} /> : null;
}

function OpenDialog({
  onClose,
  title,
  description,
  footer,
  size = "md",
  busy = false,
  showsOnce = false,
  children,
}: Omit<DialogProps, "open">) {
  const id = useId();
  const modal = useModal({ onClose, mustStay: busy || showsOnce });

  return (
    <dialog
      {...modal}
      aria-labelledby={`${id}-title`}
      aria-describedby={description ? `${id}-description` : undefined}
      className={cx(
        "max-h-[92dvh] w-full animate-rise overflow-hidden rounded-xl border bg-surface p-0 shadow-raised outline-none",
        "backdrop:animate-appear backdrop:bg-overlay open:flex open:flex-col",
        "max-sm:mb-0 max-sm:max-w-full max-sm:rounded-b-none max-sm:border-b-0",
        WIDTHS[size],
      )}
    >
      <header className="flex items-start justify-between gap-3 px-5 pt-4 pb-3">
        <div className="min-w-0">
          <h2 id={`${id}-title`} className="text-lg font-semibold [overflow-wrap:anywhere]">
            {title}
          </h2>
          {description && (
            <p id={`${id}-description`} className="text-fg-muted">
              {description}
            </p>
          )}
        </div>
        <IconButton icon={XIcon} label="Close" onClick={onClose} disabled={busy} className="-mt-1 -mr-2" />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-5 pt-1 pb-5">{children}</div>
      {footer && (
        <footer className="flex flex-wrap justify-end gap-2 border-t bg-surface-2 px-5 py-3 max-sm:pb-[max(0.75rem,env(safe-area-inset-bottom))]">
          {footer}
        </footer>
      )}
    </dialog>
  );
}
