import type { ComponentProps } from "react";

import { ChevronDownIcon } from "@/components/icons";

import { CONTROL_STYLE } from "./control-style";
import { cx } from "./cx";

/** The browser's own select, which every phone and screen reader knows, in our clothes. */
export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <span className={cx("relative inline-flex w-full", className)}>
      <select {...rest} className={cx(CONTROL_STYLE, "h-8 appearance-none pr-8 pl-2.5")}>
        {children}
      </select>
      <ChevronDownIcon
        size={14}
        className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-fg-muted"
      />
    </span>
  );
}
