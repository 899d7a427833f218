import type { ReactNode } from "react";

import { LockIcon } from "@/components/icons";

type DeniedStateProps = {
  /** What may not be done: "You may not read the audit trail." */
  title: string;
  /** Which role may, and who can give it. */
  children: ReactNode;
  actions?: ReactNode;
};

/** Not allowed: says which role is needed and whom to ask. */
export function DeniedState({ title, children, actions }: DeniedStateProps) {
  return (
    <div className="flex flex-col items-center gap-4 px-4 py-12 text-center">
      <span className="flex size-10 items-center justify-center rounded-lg border bg-surface-2 text-fg-muted">
        <LockIcon size={20} />
      </span>
      <div className="flex max-w-md flex-col gap-1">
        <h1 className="text-base font-medium">{title}</h1>
        <div className="text-fg-muted">{children}</div>
      </div>
      {actions}
    </div>
  );
}
