"use client";

import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type KeyboardEvent,
  type ReactNode,
} from "react";

import { SearchIcon } from "@/components/icons";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { href } from "@/components/ui/href";
import { Kbd } from "@/components/ui/kbd";
import { useModal } from "@/components/ui/use-modal";

import { pageActions } from "./action-registry";
import { paletteGroups, type PaletteEntry } from "./palette-groups";
import { overlay } from "./palette-store";
import { ranked } from "./rank";
import { recentPlaces } from "./recent";
import { useServiceSearch } from "./use-service-search";

/** Everything by its name: what this page offers, services, pages, and where one was lately. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const [search, setSearch] = useState(overlay.typedAhead);
  // What the person moved to, as long as they type nothing more.
  const [moved, setMoved] = useState(false);
  const [pointed, setPointed] = useState("");
  const [enterWaits, setEnterWaits] = useState(false);
  const [recent] = useState(recentPlaces);
  const actions = useSyncExternalStore(pageActions.subscribe, pageActions.get, pageActions.get);
  const { setTheme } = usePreferences();
  const services = useServiceSearch(search);
  const modal = useModal({ onClose });
  const input = useRef<HTMLInputElement>(null);

  // The keyboard is the outside system: keys go on arriving between the first render and the moment of the focus.
  // oxlint-disable-next-line react/set-state-in-effect -- once, when it opens
  useLayoutEffect(() => setSearch(overlay.typedAhead()), []);

  const go = (to: string) => {
    onClose();
    router.push(href(to));
  };
  // The palette closes first, so that a dialog which the action opens keeps the focus.
  const run = (action: () => void) => {
    onClose();
    queueMicrotask(action);
  };
  const showShortcuts = () => overlay.show("shortcuts");
  const sources = { actions, services: services.items, recent, go, run, showShortcuts, setTheme };
  const groups = ranked(paletteGroups(sources, search.trim() !== ""), search);
  const entries = groups.flatMap((group) => group.entries);
  // The best match is selected until the person moves, also when a better one arrives.
  const selected = (moved && entries.find(({ id }) => id === pointed)) || entries[0];

  // Enter was quicker than the server, whose answer decides what is the best match.
  useEffect(() => {
    if (enterWaits && !services.isFetching) selected?.select();
  });

  // The list names the active row to screen readers only when it moves by itself, not when a better match arrives.
  useEffect(() => {
    const row = input.current?.closest("dialog")?.querySelector("[cmdk-item][aria-selected=true]");
    if (row) input.current?.setAttribute("aria-activedescendant", row.id);
  });

  /** From here on the row stays selected that is so now, or the one that the list is about to move to. */
  const move = () => {
    if (moved) return;
    setMoved(true);
    setPointed(selected?.id ?? "");
  };
  const type = (text: string) => {
    setSearch(text);
    setMoved(false);
    setEnterWaits(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isMove(event)) move();
    if (event.key === "Enter" && services.isFetching && !moved) {
      event.preventDefault();
      setEnterWaits(true);
    }
  };

  return (
    <dialog
      {...modal}
      aria-label="Search or run a command"
      className="mt-[12dvh] mb-auto w-[calc(100%-2rem)] max-w-xl animate-rise overflow-hidden rounded-xl border bg-surface p-0 shadow-raised outline-none backdrop:animate-appear backdrop:bg-overlay max-sm:mt-3"
    >
      <Command
        label="Search or run a command"
        shouldFilter={false}
        loop
        value={selected?.id ?? ""}
        onValueChange={setPointed}
        onKeyDown={onKeyDown}
      >
        <div className="flex items-center gap-2.5 border-b px-4">
          <SearchIcon className="text-fg-muted" />
          <Command.Input
            ref={input}
            data-autofocus
            value={search}
            onValueChange={type}
            placeholder="Search services, pages and actions"
            className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none"
          />
          <Kbd keys="Esc" className="max-sm:hidden" />
        </div>
        <Command.List
          onPointerMoveCapture={move}
          className="max-h-[min(24rem,60dvh)] scroll-py-2 overflow-y-auto overscroll-contain p-2"
        >
          <Command.Empty className="px-3 py-8 text-center text-fg-muted">
            {services.isFetching ? "Searching…" : `Nothing is called “${search}”.`}
          </Command.Empty>
          {groups.map((group) => (
            <Group key={group.heading} heading={group.heading}>
              {group.entries.map((entry) => (
                <Item key={entry.id} entry={entry} />
              ))}
            </Group>
          ))}
        </Command.List>
      </Command>
    </dialog>
  );
}

/** The keys with which the list moves its selection. */
const isMove = ({ key, ctrlKey }: KeyboardEvent) =>
  ["ArrowDown", "ArrowUp", "Home", "End"].includes(key) || (ctrlKey && ["n", "p", "j", "k"].includes(key));

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-fg-muted"
    >
      {children}
    </Command.Group>
  );
}

function Item({ entry }: { entry: PaletteEntry }) {
  const { id, label, icon, keys, select } = entry;
  return (
    <Command.Item
      value={id}
      onSelect={select}
      className="flex h-9 cursor-pointer items-center gap-3 rounded-md px-2.5 select-none aria-selected:bg-surface-3 coarse:h-11"
    >
      <span className="text-fg-muted">{icon}</span>
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {keys && <Kbd keys={keys} className="max-sm:hidden" />}
    </Command.Item>
  );
}
