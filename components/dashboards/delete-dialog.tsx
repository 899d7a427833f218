"use client";

import { useRouter } from "next/navigation";

import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { href } from "@/components/ui/href";
import { deleteDashboardAction } from "@/lib/dashboards/actions";
import type { DashboardDefinition } from "@/lib/dashboards/contract";

import { exportDashboard } from "./export-dashboard";

type DeleteDialogProps = {
  id: string;
  /** Undefined for one that can no longer be read. */
  definition: DashboardDefinition | undefined;
  onClose: () => void;
};

/** Asks before a dashboard is gone for everybody, and offers it as a file first. */
export default function DeleteDialog({ id, definition, onClose }: DeleteDialogProps) {
  const router = useRouter();
  const name = definition?.name ?? "this dashboard";
  const { request, pending, problem } = useRequest(deleteDashboardAction, () =>
    router.push(href("/dashboards")),
  );
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      description={`It is gone for everybody, and links to it lead nowhere. What was measured stays. ${
        definition ? "A file of it can be imported again." : "The audit trail keeps what it was."
      }`}
      action={`Delete ${name}`}
      instead={
        definition && (
          <Button onClick={() => exportDashboard(definition)} disabled={pending}>
            Export it first
          </Button>
        )
      }
      pending={pending}
      problem={problem}
      onConfirm={() => request({ id })}
      onClose={onClose}
    />
  );
}
