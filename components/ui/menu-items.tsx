import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";

import { CheckIcon } from "@/components/icons";
import type { Icon } from "@/components/icons/glyph";

import { cx } from "./cx";
import { href } from "./href";

const ITEM =
  "flex w-full items-center gap-2.5 rounded-md px-2.5 py-1.5 text-left text-sm select-none coarse:min-h-11 " +
  "hover:bg-surface-3 focus-visible:bg-surface-3 focus-visible:outline-offset-[-2px] disabled:opacity-55";

type MenuItemProps = Omit<ComponentProps<"button">, "children"> & {
  icon?: Icon;
  danger?: boolean;
  children: ReactNode;
};

/** Does something; in a form it may submit. */
export function MenuItem({ icon: Shape, danger, className, children, ...rest }: MenuItemProps) {
  return (
    <button
      type="button"
      {...rest}
      role="menuitem"
      tabIndex={-1}
      className={cx(ITEM, danger && "text-fail-fg", className)}
    >
      {Shape && <Shape className={danger ? "" : "text-fg-muted"} />}
      {children}
    </button>
  );
}

/** Goes somewhere. */
export function MenuLink({ to, icon: Shape, children }: { to: string; icon?: Icon; children: ReactNode }) {
  return (
    <Link href={href(to)} role="menuitem" tabIndex={-1} className={ITEM}>
      {Shape && <Shape className="text-fg-muted" />}
      {children}
    </Link>
  );
}

type MenuChoiceProps = { checked: boolean; icon?: Icon; onChoose: () => void; children: ReactNode };

/** One of several, of which one is on. */
export function MenuChoice({ checked, icon: Shape, onChoose, children }: MenuChoiceProps) {
  return (
    <button
      type="button"
      role="menuitemradio"
      aria-checked={checked}
      tabIndex={-1}
      onClick={onChoose}
      className={ITEM}
    >
      {Shape && <Shape className="text-fg-muted" />}
      <span className="flex-1">{children}</span>
      {checked && <CheckIcon size={14} className="text-accent-text" />}
    </button>
  );
}

/** Says who or what the menu is about. */
export function MenuHeading({ children }: { children: ReactNode }) {
  return <div className="px-2.5 py-1.5 text-xs text-fg-muted">{children}</div>;
}

/** A line between groups. */
export function MenuSeparator() {
  return <hr className="-mx-1 my-1 border-t" />;
}
