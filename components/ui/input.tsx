import type { ComponentProps } from "react";

import { CONTROL_STYLE } from "./control-style";
import { cx } from "./cx";

/** One line of text. Put it in a `Field`, which gives it its label. */
export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...rest} className={cx(CONTROL_STYLE, "h-8 px-2.5 read-only:bg-surface-2", className)} />;
}
