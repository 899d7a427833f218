import Link from "next/link";
import type { ReactNode } from "react";

import type { Icon } from "@/components/icons/glyph";

import { buttonStyle, type ButtonSize, type ButtonVariant } from "./button-style";
import { cx } from "./cx";
import { href } from "./href";

type LinkButtonProps = {
  to: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: Icon;
  /** Leaves the portal: opens in a new tab and is a plain anchor (a download, a running service). */
  external?: boolean;
  className?: string;
  children: ReactNode;
};

/** A link that looks like a button, for going somewhere; a `Button` is for doing something. */
export function LinkButton({
  to,
  variant,
  size,
  icon: Leading,
  external,
  className,
  children,
}: LinkButtonProps) {
  const style = cx(buttonStyle(variant, size), className);
  const content = (
    <>
      {Leading && <Leading size={14} />}
      {children}
    </>
  );
  if (external) {
    return (
      <a href={to} target="_blank" rel="noreferrer" className={style}>
        {content}
      </a>
    );
  }
  return (
    <Link href={href(to)} className={style}>
      {content}
    </Link>
  );
}
