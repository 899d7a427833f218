"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

import { pageActions } from "@/components/palette/action-registry";
import { overlay } from "@/components/palette/palette-store";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { ALL_PLACES } from "@/components/shell/places";
import { href } from "@/components/ui/href";

import { meaningOf, type KeyMeaning } from "./key-sequence";
import { moveInList } from "./move-in-list";

const SEQUENCE_MS = 1_200;
const TYPING =
  "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true], [role=menu]";

/** The one ear for the keyboard. */
export function ShortcutListener() {
  const router = useRouter();
  const { singleKeys } = usePreferences();

  // The keyboard is the outside system.
  useEffect(() => {
    let gAtMs = Number.NEGATIVE_INFINITY;

    const act = (meaning: KeyMeaning): boolean => {
      switch (meaning.kind) {
        case "palette":
          overlay.show(overlay.get() === "palette" ? undefined : "palette");
          return true;
        case "sheet":
          overlay.show("shortcuts");
          return true;
        case "filter":
          return focusFilter();
        case "next":
          return moveInList(1);
        case "previous":
          return moveInList(-1);
        case "awaits":
          gAtMs = Date.now();
          return true;
        case "go": {
          const place = ALL_PLACES.find(({ key }) => key === meaning.key);
          if (place) router.push(href(place.to));
          return place !== undefined;
        }
        case "action": {
          const action = pageActions.get().find(({ shortcut }) => shortcut === meaning.key);
          action?.run();
          return action !== undefined;
        }
      }
    };

    const listen = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : undefined;
      if (event.key === "Escape") return leaveFilter(target);
      const modal = document.querySelector("dialog:modal") !== null;
      if (!modal && isForPalette(event)) {
        event.preventDefault();
        return overlay.typeAhead(event.key);
      }
      const meaning = meaningOf({
        key: event.key,
        mod: event.metaKey || event.ctrlKey,
        alt: event.altKey,
        typing: modal || target?.closest(TYPING) !== null,
        singleKeys,
        afterG: Date.now() - gAtMs < SEQUENCE_MS,
      });
      if (meaning?.kind !== "awaits") gAtMs = Number.NEGATIVE_INFINITY;
      if (event.isComposing || !meaning) return;
      // A dialog that asks something is answered first; only the palette itself may be closed by its own key.
      if (modal && overlay.get() !== "palette") return;
      if (act(meaning)) event.preventDefault();
    };

    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [router, singleKeys]);

  return null;
}

/** The palette was called and its code is on its way: what is typed meanwhile is meant for it. */
function isForPalette({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return overlay.get() === "palette" && key.length === 1 && !ctrlKey && !metaKey && !altKey;
}

function focusFilter(): boolean {
  const filter = document.querySelector<HTMLInputElement>("[data-filter-input]");
  filter?.focus();
  filter?.select();
  return filter !== null;
}

function leaveFilter(target: Element | undefined): void {
  if (target instanceof HTMLInputElement && target.matches("[data-filter-input]")) target.blur();
}
