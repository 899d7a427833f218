import { CopyButton } from "./copy-button";

/** A command to paste into a terminal. */
export function CommandLine({ command, label = "Copy command" }: { command: string; label?: string }) {
  return (
    <div className="flex max-w-full items-center gap-2 rounded-md border bg-surface-2 py-1 pr-1 pl-3">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long command scrolls, also by keyboard */}
      <pre tabIndex={0} className="min-w-0 flex-1 overflow-x-auto py-1 text-left code">
        <span aria-hidden className="text-fg-subtle select-none">
          ${" "}
        </span>
        {command}
      </pre>
      <CopyButton text={command} label={label} />
    </div>
  );
}
