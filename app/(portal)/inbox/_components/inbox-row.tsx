"use client";

import Link from "next/link";

import { useRequest } from "@/components/delivery/use-request";
import { CheckIcon, CircleDotIcon, RollBackIcon } from "@/components/icons";
import { RelativeTime } from "@/components/time/relative-time";
import { cx } from "@/components/ui/cx";
import { href } from "@/components/ui/href";
import { IconButton } from "@/components/ui/icon-button";
import { LinkButton } from "@/components/ui/link-button";
import { markInboxAction } from "@/lib/notifications/actions";
import type { InboxItemView } from "@/lib/notifications/contract";

import { ToneMark } from "./tone-mark";

/** One message: what happened, who and why, and what can be done about it. Opening it marks it as read. */
export function InboxRow({ item }: { item: InboxItemView }) {
  const isUnread = item.readAt === null;
  const mark = useRequest(markInboxAction, () => {});
  const changeCount = item.changes.length + item.moreChanges;
  const facts = [
    item.service?.name,
    item.environment?.name,
    item.actor && `by ${item.actor}`,
    changeCount > 0 && (changeCount === 1 ? "1 commit" : `${changeCount} commits`),
  ].filter(Boolean);
  return (
    <li
      data-list-item
      className={cx(
        "relative flex items-start gap-3 px-4 py-3 hover:bg-surface-2 has-[[data-list-link]:focus-visible]:bg-surface-2",
        !isUnread && "text-fg-muted",
      )}
    >
      <ToneMark tone={item.tone} />
      <div className="min-w-0 flex-1">
        <p className="[overflow-wrap:anywhere]">
          <Link
            href={href(item.path)}
            data-list-link
            onClick={() => isUnread && mark.request({ ids: [item.id], read: true })}
            className={cx("stretched focus-visible:outline-offset-0", isUnread && "font-medium")}
          >
            {isUnread && <span className="sr-only">Unread: </span>}
            {item.title}
          </Link>
        </p>
        <p className="line-clamp-2 text-fg-muted [overflow-wrap:anywhere]">{item.sentence}</p>
        {item.reason && (
          <p className="line-clamp-2 text-fg-muted [overflow-wrap:anywhere]">“{item.reason}”</p>
        )}
        <p className="mt-1 flex flex-wrap items-center gap-x-2 text-xs text-fg-muted">
          {facts.join(" · ")}
          <RelativeTime at={item.at} />
        </p>
        {item.rollbackPath && (
          <LinkButton
            to={item.rollbackPath}
            size="sm"
            icon={RollBackIcon}
            className="relative mt-2 sm:hidden"
          >
            Roll back…
          </LinkButton>
        )}
      </div>
      <div className="relative flex items-center gap-1">
        {item.rollbackPath && (
          <LinkButton to={item.rollbackPath} size="sm" icon={RollBackIcon} className="max-sm:hidden">
            Roll back…
          </LinkButton>
        )}
        <IconButton
          icon={isUnread ? CheckIcon : CircleDotIcon}
          label={isUnread ? `Mark as read: ${item.title}` : `Mark as unread: ${item.title}`}
          disabled={mark.pending}
          onClick={() => mark.request({ ids: [item.id], read: isUnread })}
        />
        <span aria-hidden className={cx("size-2 rounded-full", isUnread ? "bg-accent" : "bg-transparent")} />
      </div>
    </li>
  );
}
