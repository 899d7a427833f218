"use client";

import { useCallback, useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

import { cx } from "./cx";
import { place, type Align } from "./place";

type MenuProps = {
  /** The name of the button, when its content does not say it. */
  label: string;
  /** The content of the button. */
  trigger: ReactNode;
  triggerClassName?: string;
  tooltip?: string;
  align?: Align;
  /** `MenuItem`, `MenuLink`, `MenuChoice`, `MenuHeading`, `MenuSeparator`. */
  children: ReactNode;
};

/** A button that opens a menu. Arrows, Home, End and first letters move; Escape, Tab and a click beside it close. */
export function Menu({ label, trigger, triggerClassName, tooltip, align = "end", children }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  const reposition = useCallback(() => {
    if (!button.current || !list.current) return;
    const at = place(
      button.current.getBoundingClientRect(),
      list.current.getBoundingClientRect(),
      { width: window.innerWidth, height: window.innerHeight },
      { side: "bottom", align, gapPx: 6 },
    );
    list.current.style.left = `${at.left}px`;
    list.current.style.top = `${at.top}px`;
  }, [align]);

  // The popover of the browser is the outside system: it closes by itself on Escape and on a click elsewhere.
  useEffect(() => {
    const element = list.current;
    const follow = (event: ToggleEvent) => {
      const isOpen = event.newState === "open";
      setOpen(isOpen);
      if (isOpen) items(element)[0]?.focus();
    };
    element?.addEventListener("toggle", follow);
    return () => element?.removeEventListener("toggle", follow);
  }, []);

  useEffect(() => {
    if (!open) return;
    window.addEventListener("resize", reposition);
    window.addEventListener("scroll", reposition, true);
    return () => {
      window.removeEventListener("resize", reposition);
      window.removeEventListener("scroll", reposition, true);
    };
  }, [open, reposition]);

  const show = () => {
    list.current?.showPopover();
    reposition();
  };
  const hide = () => {
    list.current?.hidePopover();
    button.current?.focus();
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={label}
        data-tooltip={tooltip}
        onClick={(event) => {
          event.preventDefault(); // the attribute serves before hydration; from here on we also place the menu
          if (open) hide();
          else show();
        }}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          show();
        }}
        className={cx("touch-target", triggerClassName)}
      >
        {trigger}
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        onKeyDown={(event) => moveInMenu(event, list.current, hide)}
        onClick={(event) => {
          if (event.target instanceof Element && event.target.closest("[role^=menuitem]")) hide();
        }}
        className="fixed min-w-48 animate-appear rounded-lg border! bg-surface p-1! shadow-raised outline-none"
      >
        {children}
      </div>
    </>
  );
}

function items(menu: HTMLElement | null): HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>("[role^=menuitem]:not(:disabled)") ?? [])];
}

function moveInMenu(event: KeyboardEvent, menu: HTMLElement | null, hide: () => void): void {
  const all = items(menu);
  const here = all.findIndex((item) => item === document.activeElement);
  const target = targetOf(event, all, here);
  if (event.key === "Tab") hide();
  if (!target) return;
  event.preventDefault();
  event.stopPropagation();
  target.focus();
}

function targetOf(event: KeyboardEvent, all: HTMLElement[], here: number): HTMLElement | undefined {
  if (event.key === "ArrowDown") return all[(here + 1) % all.length];
  if (event.key === "ArrowUp") return all.at(here <= 0 ? -1 : here - 1);
  if (event.key === "Home") return all[0];
  if (event.key === "End") return all.at(-1);
  if (event.key.length !== 1 || event.key === " " || event.metaKey || event.ctrlKey || event.altKey)
    return undefined;
  const letter = event.key.toLowerCase();
  return [...all.slice(here + 1), ...all.slice(0, here + 1)].find((item) =>
    item.textContent.trim().toLowerCase().startsWith(letter),
  );
}
