import type { ReactNode } from "react";

type EntranceTitleProps = { title: string; children?: ReactNode };

/** What this page asks for, and why. */
export function EntranceTitle({ title, children }: EntranceTitleProps) {
  return (
    <header className="flex flex-col gap-1">
      <h1 className="text-xl font-semibold">{title}</h1>
      {children && <p className="text-fg-muted">{children}</p>}
    </header>
  );
}
