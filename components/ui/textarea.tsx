import type { ComponentProps } from "react";

import { CONTROL_STYLE } from "./control-style";
import { cx } from "./cx";

/** Several lines of text; it grows with what is written. */
export function Textarea({ className, rows = 3, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      {...rest}
      rows={rows}
      className={cx(
        CONTROL_STYLE,
        "field-sizing-content max-h-80 min-h-16 px-2.5 py-1.5 read-only:bg-surface-2",
        className,
      )}
    />
  );
}
