import type { ReactNode } from "react";

import { OctagonXIcon } from "@/components/icons";

import { CopyButton } from "./copy-button";

type ErrorStateProps = {
  /** What happened, to what: "The deployments of checkout could not be read." */
  title: string;
  /** Why, as far as a stranger may know, and what to do. */
  children?: ReactNode;
  /** To quote to whoever runs the portal. */
  requestId?: string | undefined;
  /** A retry button, a way back. */
  actions?: ReactNode;
  /** The page's own heading when it fills the page. */
  heading?: boolean;
};

/** Something failed; says what to do next and what to quote. */
export function ErrorState({ title, children, requestId, actions, heading }: ErrorStateProps) {
  const Title = heading ? "h1" : "p";
  return (
    <div role="alert" className="flex flex-col items-center gap-4 px-4 py-12 text-center">
      <span className="flex size-10 items-center justify-center rounded-lg border border-fail-border bg-fail-bg text-fail">
        <OctagonXIcon size={20} />
      </span>
      <div className="flex max-w-md flex-col gap-1">
        <Title className="text-base font-medium">{title}</Title>
        {children && <div className="text-fg-muted">{children}</div>}
      </div>
      {actions && <div className="flex flex-wrap justify-center gap-2">{actions}</div>}
      {requestId && (
        <p className="flex items-center gap-1 text-xs text-fg-muted">
          Quote <code className="code">{requestId}</code> when you ask for help.
          <CopyButton text={requestId} label="Copy the id of this failure" />
        </p>
      )}
    </div>
  );
}
