import type { ReactNode } from "react";

type PageHeaderProps = {
  title: ReactNode;
  /** What stands beside the title: a status, a release. */
  aside?: ReactNode;
  /** The page's one question, answered in words. */
  answer?: ReactNode;
  actions?: ReactNode;
};

/** The top of a page: its name, the answer to its question, and what can be done. */
export function PageHeader({ title, aside, answer, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="flex min-w-0 flex-col gap-1">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 text-xl font-semibold [overflow-wrap:anywhere]">{title}</h1>
          {aside}
        </div>
        {answer && <p className="max-w-prose text-base text-fg-muted">{answer}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
