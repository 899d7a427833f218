"use client";

import type { ReactNode } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { RefreshIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { redeliverAction } from "@/lib/notifications/actions";

type RedeliverProps = {
  channelId: string;
  /** One delivery; absent for all that were given up. */
  id?: string;
  label: string;
  children: ReactNode;
};

/** Sends again under the same id; the log shows what comes of it. */
export function Redeliver({ channelId, id, label, children }: RedeliverProps) {
  const { request, pending, problem } = useRequest(redeliverAction, () => {});
  return (
    <span className="relative inline-flex items-center gap-2">
      <FormError message={problem?.message} />
      <Button
        size="sm"
        icon={RefreshIcon}
        aria-label={label}
        loading={pending}
        onClick={() => request({ channelId, ...(id && { ids: [id] }) })}
      >
        {children}
      </Button>
    </span>
  );
}
