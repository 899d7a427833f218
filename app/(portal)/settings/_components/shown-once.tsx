import { CopyButton } from "@/components/ui/copy-button";
import { Notice } from "@/components/ui/notice";

type ShownOnceProps = { secret: string; label: string; children: string };

/** A secret that can't be shown again, with the way to take it along. */
export function ShownOnce({ secret, label, children }: ShownOnceProps) {
  return (
    <Notice tone="ok" title={children} announce>
      <span className="mt-2 flex items-center gap-2">
        <code
          ref={focus}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, also by keyboard
          tabIndex={0}
          className="code min-w-0 flex-1 overflow-x-auto py-1 whitespace-nowrap text-fg"
        >
          {secret}
        </code>
        <CopyButton text={secret} label={label} worded />
      </span>
    </Notice>
  );
}

/** The button that asked for it is gone, and what it asked for is here. */
const focus = (element: HTMLElement | null) => element?.focus();
