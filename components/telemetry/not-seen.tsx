"use client";

import { useQuery } from "@tanstack/react-query";

import { EyeIcon } from "@/components/icons";
import type { DroppedSignal, ListDrops } from "@/lib/telemetry/contract";
import { dropsQuery } from "@/lib/telemetry/query-options";

import { DropTable } from "./drop-table";
import { droppedInWords, happenedTo } from "./drop-words";

type NotSeenProps = {
  service?: { id: string } | undefined;
  /** Which of it matters on this page. */
  signals: readonly DroppedSignal[];
  choice: Omit<ListDrops, "service">;
};

/** One quiet line where something is not there, with the whole of it behind; nothing where all is there. */
export function NotSeen({ service, signals, choice }: NotSeenProps) {
  const { data } = useQuery({ ...dropsQuery(service?.id, choice), retry: false });
  const drops = data?.items.filter(({ signal }) => signals.includes(signal)) ?? [];
  const [most] = drops;
  if (!most) return null;
  return (
    <details className="group text-xs text-fg-muted">
      <summary className="flex min-h-6 w-fit cursor-pointer items-center gap-1.5 rounded-sm hover:text-fg">
        <EyeIcon size={14} className="shrink-0" />
        <span>
          What you do not see: {droppedInWords(most)} {happenedTo(most.items, most.reason)}
          {drops.length > 1 && `, and ${drops.length - 1} more`}
        </span>
      </summary>
      <div className="mt-2 overflow-hidden rounded-lg border bg-surface">
        <DropTable drops={drops} showsService={!service} />
      </div>
    </details>
  );
}
