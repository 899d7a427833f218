import Link from "next/link";
import type { ReactNode } from "react";

import { ExternalLinkIcon } from "@/components/icons";

import { cx } from "./cx";
import { href } from "./href";

type TextLinkProps = {
  to: string;
  /** Opens in a new tab, with a mark that says so. */
  external?: boolean;
  /** `inline` is underlined inside prose; `quiet` inherits its colour and underlines on hover, for names in lists. */
  tone?: "inline" | "quiet";
  className?: string;
  children: ReactNode;
};

/** A link in running text or a list. */
export function TextLink({ to, external, tone = "inline", className, children }: TextLinkProps) {
  const style = cx(
    "rounded-sm underline-offset-3",
    tone === "inline"
      ? "text-accent-text underline decoration-accent-text/40 hover:decoration-current"
      : "hover:underline decoration-border-strong",
    className,
  );
  if (external) {
    return (
      <a href={to} target="_blank" rel="noreferrer" className={cx(style, "inline-flex items-center gap-1")}>
        {children}
        <ExternalLinkIcon size={12} label="(opens in a new tab)" />
      </a>
    );
  }
  return (
    <Link href={href(to)} className={style}>
      {children}
    </Link>
  );
}
