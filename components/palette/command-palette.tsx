"use client";

import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { useLayoutEffect, useState, useSyncExternalStore, type ReactNode } from "react";

import { HistoryIcon, KeyboardIcon, LayersIcon, SearchIcon, ZapIcon } from "@/components/icons";
import { PLACE_ICONS } from "@/components/shell/place-icons";
import { ALL_PLACES } from "@/components/shell/places";
import { href } from "@/components/ui/href";
import { Kbd } from "@/components/ui/kbd";
import { useModal } from "@/components/ui/use-modal";

import { pageActions } from "./action-registry";
import { overlay } from "./palette-store";
import { recentPlaces } from "./recent";
import { useServiceSearch } from "./use-service-search";

/** Everything by its name: what this page offers, services, pages, and where one was lately. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const [search, setSearch] = useState(overlay.typedAhead);
  const [recent] = useState(recentPlaces);
  const actions = useSyncExternalStore(pageActions.subscribe, pageActions.get, pageActions.get);
  const services = useServiceSearch(search);
  const modal = useModal({ onClose });

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

  return (
    <dialog
      {...modal}
      aria-label="Search or run a command"
      className="mt-[12dvh] mb-auto w-[calc(100%-2rem)] max-w-xl animate-rise overflow-hidden rounded-xl border bg-surface p-0 shadow-raised outline-none backdrop:animate-appear backdrop:bg-overlay max-sm:mt-3"
    >
      <Command label="Search or run a command" loop>
        <div className="flex items-center gap-2.5 border-b px-4">
          <SearchIcon className="text-fg-muted" />
          <Command.Input
            data-autofocus
            value={search}
            onValueChange={setSearch}
            placeholder="Search services, pages and actions"
            className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none"
          />
          <Kbd keys="Esc" className="max-sm:hidden" />
        </div>
        <Command.List className="max-h-[min(24rem,60dvh)] scroll-py-2 overflow-y-auto overscroll-contain p-2">
          <Command.Empty className="px-3 py-8 text-center text-fg-muted">
            {services.isFetching ? "Searching…" : `Nothing is called “${search}”.`}
          </Command.Empty>
          {actions.length > 0 && (
            <Group heading="On this page">
              {actions.map((action) => (
                <Item
                  key={action.id}
                  value={`action ${action.label}`}
                  keywords={action.keywords ?? []}
                  icon={<ZapIcon />}
                  keys={action.shortcut}
                  onSelect={() => run(action.run)}
                >
                  {action.label}
                </Item>
              ))}
            </Group>
          )}
          {services.items.length > 0 && (
            <Group heading="Services">
              {services.items.map((service) => (
                // The server has found these; the search text as a keyword keeps the palette from filtering them again.
                <Item
                  key={service.id}
                  value={`service ${service.name} ${service.id}`}
                  keywords={[search]}
                  icon={<LayersIcon />}
                  onSelect={() => go(`/services/${service.id}`)}
                >
                  {service.name}
                </Item>
              ))}
            </Group>
          )}
          {recent.length > 0 && (
            <Group heading="Lately">
              {recent.map((place) => (
                <Item
                  key={place.to}
                  value={`lately ${place.label} ${place.to}`}
                  icon={<HistoryIcon />}
                  onSelect={() => go(place.to)}
                >
                  {place.label}
                </Item>
              ))}
            </Group>
          )}
          <Group heading="Go to">
            {ALL_PLACES.map(({ to, label, key }) => {
              const Shape = PLACE_ICONS[to];
              return (
                <Item
                  key={to}
                  value={`go to ${label}`}
                  icon={<Shape />}
                  keys={`g ${key}`}
                  onSelect={() => go(to)}
                >
                  {label}
                </Item>
              );
            })}
            <Item
              value="keyboard shortcuts help"
              icon={<KeyboardIcon />}
              keys="?"
              onSelect={() => run(() => overlay.show("shortcuts"))}
            >
              Keyboard shortcuts
            </Item>
          </Group>
        </Command.List>
      </Command>
    </dialog>
  );
}

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

type ItemProps = {
  value: string;
  keywords?: string[];
  icon: ReactNode;
  keys?: string | undefined;
  onSelect: () => void;
  children: ReactNode;
};

function Item({ icon, keys, children, ...rest }: ItemProps) {
  return (
    <Command.Item
      {...rest}
      className="flex h-9 cursor-pointer items-center gap-3 rounded-md px-2.5 select-none aria-selected:bg-surface-3 coarse:h-11"
    >
      <span className="text-fg-muted">{icon}</span>
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {keys && <Kbd keys={keys} className="max-sm:hidden" />}
    </Command.Item>
  );
}
