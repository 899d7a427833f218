"use client";

import { useRouter } from "next/navigation";

import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { href } from "@/components/ui/href";
import { deleteDashboardAction } from "@/lib/dashboards/actions";
import type { DashboardView } from "@/lib/dashboards/contract";

import { exportDashboard } from "./export-dashboard";

type DeleteDialogProps = { dashboard: DashboardView; onClose: () => void };

/** Asks before a dashboard is gone for everybody, and offers it as a file first. */
export default function DeleteDialog({ dashboard, onClose }: DeleteDialogProps) {
  const router = useRouter();
  const { id, definition } = dashboard;
  const { request, pending, problem } = useRequest(deleteDashboardAction, () =>
    router.push(href("/dashboards")),
  );
  return (
    <ConfirmDialog
      title={`Delete ${definition.name}?`}
      description="It is gone for everybody, and links to it lead nowhere. What was measured stays. A file of it can be imported again."
      action={`Delete ${definition.name}`}
      instead={
        <Button onClick={() => exportDashboard(definition)} disabled={pending}>
          Export it first
        </Button>
      }
      pending={pending}
      problem={problem}
      onConfirm={() => request({ id })}
      onClose={onClose}
    />
  );
}
