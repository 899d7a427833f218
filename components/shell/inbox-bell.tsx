"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";

import { BellIcon } from "@/components/icons";
import { unreadCountQuery } from "@/lib/notifications/query-options";

/** A larger number says nothing more. */
const MOST_SHOWN = 99;

/** The way to the inbox; its number is how much of it is unread, and it is live. */
export function InboxBell({ personId }: { personId: string }) {
  const { data } = useQuery({ ...unreadCountQuery(personId), staleTime: Number.POSITIVE_INFINITY });
  const count = data?.unreadCount ?? 0;
  const shown = count > MOST_SHOWN ? `${MOST_SHOWN}+` : String(count);
  const label = count > 0 ? `Inbox, ${shown} unread` : "Inbox";
  return (
    <Link
      href="/inbox"
      aria-label={label}
      data-tooltip={label}
      data-tooltip-keys="g i"
      className="relative inline-flex size-8 shrink-0 items-center justify-center rounded-md text-fg-muted transition-colors touch-target hover:bg-surface-3 hover:text-fg"
    >
      <BellIcon />
      {count > 0 && (
        <span
          aria-hidden
          className="absolute top-0 right-0 flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-2xs font-medium text-accent-fg tabular-nums"
        >
          {shown}
        </span>
      )}
    </Link>
  );
}
