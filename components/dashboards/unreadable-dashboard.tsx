"use client";

import dynamic from "next/dynamic";
import { useState } from "react";

import { TrashIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

const DeleteDialog = dynamic(() => import("./delete-dialog"), { ssr: false });

type UnreadableDashboardProps = {
  dashboardId: string;
  /** Why it cannot be read, by the path of what is wrong. */
  problem: string;
  mayDelete: boolean;
};

/** A dashboard that was stored by an older Slipway, or changed by hand, and is no longer understood. */
export function UnreadableDashboard({ dashboardId, problem, mayDelete }: UnreadableDashboardProps) {
  const [isDeleting, setIsDeleting] = useState(false);
  return (
    <>
      <EmptyState
        heading
        title="This dashboard cannot be shown"
        action={
          mayDelete && (
            <Button icon={TrashIcon} onClick={() => setIsDeleting(true)}>
              Delete…
            </Button>
          )
        }
      >
        {problem}
      </EmptyState>
      {isDeleting && (
        <DeleteDialog id={dashboardId} definition={undefined} onClose={() => setIsDeleting(false)} />
      )}
    </>
  );
}
