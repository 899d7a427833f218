"use client";

import type { ReactNode } from "react";

import { useModal } from "@/components/ui/use-modal";

/** One panel on the whole screen; Escape leads back. */
export function FullScreen({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const modal = useModal({ onClose });
  return (
    <dialog
      {...modal}
      aria-label={title}
      className="m-0 h-dvh max-h-none w-screen max-w-none bg-bg p-3 text-fg outline-none sm:p-4"
    >
      {children}
    </dialog>
  );
}
