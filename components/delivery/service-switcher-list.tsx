"use client";

import { Command } from "cmdk";
import { usePathname, useRouter } from "next/navigation";
import { useState } from "react";

import { CheckIcon, LayersIcon, SearchIcon } from "@/components/icons";
import { useServiceSearch } from "@/components/palette/use-service-search";
import { href } from "@/components/ui/href";
import { useModal } from "@/components/ui/use-modal";

import { servicePath } from "./paths";
import { samePageOf } from "./same-page";

type ServiceSwitcherListProps = { current: string; onClose: () => void };

/** Services by name, the first ones before anything is typed. Arrows and Enter choose, Escape closes. */
export function ServiceSwitcherList({ current, onClose }: ServiceSwitcherListProps) {
  const modal = useModal({ onClose });
  const router = useRouter();
  const pathname = usePathname();
  const [search, setSearch] = useState("");
  const { items, isFetching } = useServiceSearch(search, { whenEmpty: "first" });

  const go = (name: string) => {
    onClose();
    if (name !== current) router.push(href(servicePath(name) + samePageOf(pathname)));
  };
  return (
    <dialog
      {...modal}
      aria-label="Switch to another service"
      className="mt-(--bar-height) mb-auto ml-4 w-[calc(100%-2rem)] max-w-80 animate-rise overflow-hidden rounded-lg border bg-surface p-0 shadow-raised outline-none sm:ml-[calc(var(--nav-width)+1.5rem)]"
    >
      <Command label="Switch to another service" shouldFilter={false} loop>
        <div className="flex items-center gap-2 border-b px-3">
          <SearchIcon size={14} className="text-fg-muted" />
          <Command.Input
            data-autofocus
            value={search}
            onValueChange={setSearch}
            placeholder="Search services"
            className="h-10 min-w-0 flex-1 bg-transparent outline-none"
          />
        </div>
        <Command.List className="max-h-[min(20rem,60dvh)] overflow-y-auto overscroll-contain p-1">
          <Command.Empty className="px-3 py-6 text-center text-fg-muted">
            {isFetching ? "Searching…" : `No service matches “${search}”.`}
          </Command.Empty>
          {items.map(({ id, name }) => (
            <Command.Item
              key={id}
              value={id}
              onSelect={() => go(name)}
              className="flex h-8 cursor-pointer items-center gap-2.5 rounded-md px-2 select-none aria-selected:bg-surface-3 coarse:h-11"
            >
              <LayersIcon size={14} className="text-fg-muted" />
              <span className="min-w-0 flex-1 truncate">{name}</span>
              {name === current && <CheckIcon size={14} label="This one" className="text-fg-muted" />}
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </dialog>
  );
}
