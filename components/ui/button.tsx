import type { ComponentProps, MouseEvent, ReactNode } from "react";

import { LoaderIcon } from "@/components/icons";
import type { Icon } from "@/components/icons/glyph";

import { buttonStyle, type ButtonSize, type ButtonVariant } from "./button-style";
import { cx } from "./cx";

export type ButtonProps = Omit<ComponentProps<"button">, "children"> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: Icon;
  /** Shows that the server is at work and refuses a second click. It keeps the focus, which `disabled` would drop. */
  loading?: boolean;
  children: ReactNode;
};

/** A button says what it will do: "Promote 3f2a9c1 to production", not "OK". */
export function Button({
  variant,
  size,
  icon: Leading,
  loading = false,
  onClick,
  className,
  children,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      // oxlint-disable-next-line react/button-has-type -- the type is a prop with a safe default
      type={type}
      onClick={loading ? refuse : onClick}
      aria-disabled={loading || undefined}
      aria-busy={loading || undefined}
      className={cx(buttonStyle(variant, size), className)}
    >
      {loading ? <LoaderIcon size={14} className="animate-spin" /> : Leading && <Leading size={14} />}
      {children}
    </button>
  );
}

/** Enter in a field clicks the submit button of its form, so this refuses that as well. */
const refuse = (event: MouseEvent) => event.preventDefault();
