import type { ReactNode } from "react";

import type { Icon } from "@/components/icons/glyph";

import { CommandLine } from "./command-line";

type EmptyStateProps = {
  icon?: Icon;
  title: string;
  /** One sentence: why there is nothing and what would fill it. */
  children?: ReactNode;
  /** One button. */
  action?: ReactNode;
  /** The same as the button, for a terminal. */
  command?: string;
  /** The page's own heading when it fills the page. */
  heading?: boolean;
};

/** Nothing here yet, and the way on. */
export function EmptyState({ icon: Shape, title, children, action, command, heading }: EmptyStateProps) {
  const Title = heading ? "h1" : "p";
  return (
    <div className="flex flex-col items-center gap-4 px-4 py-12 text-center">
      {Shape && (
        <span className="flex size-10 items-center justify-center rounded-lg border bg-surface-2 text-fg-muted">
          <Shape size={20} />
        </span>
      )}
      <div className="flex max-w-md flex-col gap-1">
        <Title className="text-base font-medium">{title}</Title>
        {children && <div className="text-fg-muted">{children}</div>}
      </div>
      {action}
      {command && <CommandLine command={command} />}
    </div>
  );
}
