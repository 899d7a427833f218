import type { ComponentProps } from "react";

import type { Icon } from "@/components/icons/glyph";

import { cx } from "./cx";

type IconButtonProps = Omit<ComponentProps<"button">, "children"> & {
  icon: Icon;
  /** What it does; read aloud and shown as its tooltip. */
  label: string;
  /** The shortcut, shown in the tooltip: "g h". */
  keys?: string;
  size?: "sm" | "md";
};

/** A square button whose icon is known to everybody; when in doubt use a `Button` with a word. */
export function IconButton({ icon: Shape, label, keys, size = "md", className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      data-tooltip={label}
      data-tooltip-keys={keys}
      className={cx(
        "inline-flex shrink-0 items-center justify-center rounded-md text-fg-muted transition-colors touch-target",
        "hover:bg-surface-3 hover:text-fg disabled:pointer-events-none disabled:opacity-55 aria-expanded:bg-surface-3",
        size === "sm" ? "size-6" : "size-8",
        className,
      )}
    >
      <Shape size={size === "sm" ? 14 : 16} />
    </button>
  );
}
