"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

import { cx } from "@/components/ui/cx";
import { href } from "@/components/ui/href";

import { isAt } from "./places";

type NavLinkProps = { to: string; keys?: string; form: "side" | "bottom"; label: string; icon: ReactNode };

/** One entry of the navigation; it knows whether one is there. */
export function NavLink({ to, keys, form, label, icon }: NavLinkProps) {
  const active = isAt(usePathname(), { to });
  const side = form === "side";
  return (
    <Link
      href={href(to)}
      aria-current={active ? "page" : undefined}
      data-tooltip={side ? label : undefined}
      data-tooltip-keys={side ? keys : undefined}
      className={cx(
        "flex items-center rounded-md transition-colors",
        side
          ? "h-8 gap-2.5 px-2.5 coarse:h-11"
          : "h-full flex-1 flex-col justify-center gap-0.5 text-2xs focus-visible:outline-offset-[-3px]",
        active ? "font-medium text-fg" : "text-fg-muted hover:text-fg",
        side && (active ? "bg-surface-3" : "hover:bg-surface-3"),
      )}
    >
      {icon}
      <span className={side ? "truncate nav-word" : undefined}>{label}</span>
    </Link>
  );
}
