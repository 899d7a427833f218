"use client";

import { useEffect, useRef } from "react";

import { usePreferences } from "@/components/preferences/preferences-provider";
import { absoluteTime } from "@/components/time/format-instant";

import { place } from "./place";

const DELAY_MS = 350;
/** Time to cross from the element to its bubble. */
const GAP_MS = 120;
const TOOLTIP_ID = "tooltip";
const TIPPED = "[data-tooltip], [data-instant]";

/**
 * One tooltip for the whole portal. Any element, also one a server component wrote, gets it by an attribute:
 * `data-tooltip` (the first line stands out), `data-tooltip-keys`, or `data-instant` for the absolute time.
 * It opens on hover and on keyboard focus, may itself be hovered, and leaves on Escape (WCAG 1.4.13).
 */
export function TooltipHost() {
  const bubble = useRef<HTMLDivElement>(null);
  const { timeZone } = usePreferences();

  // The document's pointer and focus are the outside system.
  useEffect(() => {
    const element = bubble.current;
    if (!element) return;
    let wanted: HTMLElement | undefined;
    let anchor: HTMLElement | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const hide = () => {
      clearTimeout(timer);
      if (anchor?.getAttribute("aria-describedby") === TOOLTIP_ID) anchor.removeAttribute("aria-describedby");
      anchor = undefined;
      wanted = undefined;
      if (element.matches(":popover-open")) element.hidePopover();
    };
    const show = (next: HTMLElement) => {
      const text = next.dataset["tooltip"] ?? absoluteTime(next.dataset["instant"] ?? "", timeZone);
      if (!text || !next.isConnected) return;
      anchor = next;
      write(element, text, next.dataset["tooltipKeys"]);
      element.showPopover();
      const at = place(
        next.getBoundingClientRect(),
        element.getBoundingClientRect(),
        { width: window.innerWidth, height: window.innerHeight },
        { side: "top", align: "center", gapPx: 6 },
      );
      element.style.left = `${at.left}px`;
      element.style.top = `${at.top}px`;
      if (next.getAttribute("aria-label") !== text && !next.hasAttribute("aria-describedby")) {
        next.setAttribute("aria-describedby", TOOLTIP_ID);
      }
    };
    const consider = (target: EventTarget | null, delayMs: number) => {
      if (!(target instanceof Element)) return;
      const next = element.contains(target) ? anchor : (target.closest<HTMLElement>(TIPPED) ?? undefined);
      if (next === wanted) return;
      clearTimeout(timer);
      wanted = next;
      if (next === anchor) return; // back from the gap, or onto the bubble itself
      if (next) {
        hide();
        wanted = next;
        timer = setTimeout(show, delayMs, next);
      } else {
        timer = setTimeout(hide, GAP_MS);
      }
    };
    const onHover = (event: PointerEvent) => {
      if (event.pointerType !== "touch") consider(beneath(event), DELAY_MS);
    };
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof Element && target.matches(":focus-visible")) consider(target, 0);
    };
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === "Escape") hide();
    };

    document.addEventListener("pointermove", onHover, { passive: true });
    document.addEventListener("pointerdown", hide);
    document.addEventListener("focusin", onFocus);
    document.addEventListener("focusout", hide);
    document.addEventListener("keydown", onKey);
    window.addEventListener("scroll", hide, true);
    return () => {
      hide();
      document.removeEventListener("pointermove", onHover);
      document.removeEventListener("pointerdown", hide);
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("focusout", hide);
      document.removeEventListener("keydown", onKey);
      window.removeEventListener("scroll", hide, true);
    };
  }, [timeZone]);

  return (
    <div
      ref={bubble}
      id={TOOLTIP_ID}
      role="tooltip"
      popover="manual"
      className="fixed max-w-80 animate-appear rounded-md border! bg-surface px-2.5! py-1.5! text-xs whitespace-pre-line text-fg-muted shadow-raised first-line:text-fg"
    />
  );
}

/** The link of a row lies over the whole row; what is meant is what is seen beneath it. */
function beneath({ target, clientX, clientY }: PointerEvent): EventTarget | null {
  if (!(target instanceof Element) || !target.matches("[data-list-link]")) return target;
  return document.elementsFromPoint(clientX, clientY).find((element) => element.closest(TIPPED)) ?? target;
}

function write(element: HTMLElement, text: string, keys: string | undefined): void {
  element.replaceChildren(text);
  if (!keys) return;
  const hint = document.createElement("span");
  hint.className = "ml-2 text-fg-subtle uppercase";
  hint.textContent = keys;
  element.append(hint);
}
