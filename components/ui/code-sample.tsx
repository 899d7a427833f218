import { CopyButton } from "./copy-button";

/** A few lines of code to paste. */
export function CodeSample({ code, label = "Copy the code" }: { code: string; label?: string }) {
  return (
    <div className="flex max-w-full items-start gap-2 rounded-md border bg-surface-2 py-1 pr-1 pl-3">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long lines scroll, also by keyboard */}
      <pre tabIndex={0} className="min-w-0 flex-1 overflow-x-auto py-1 text-left code">
        {code}
      </pre>
      <CopyButton text={code} label={label} />
    </div>
  );
}
