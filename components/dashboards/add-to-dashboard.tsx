"use client";

import dynamic from "next/dynamic";
import { useState } from "react";

import { DashboardIcon } from "@/components/icons";
import { usePageAction } from "@/components/palette/action-registry";
import { Button } from "@/components/ui/button";
import type { PanelQuery } from "@/lib/dashboards/contract";

const AddToDashboardDialog = dynamic(() => import("./add-to-dashboard-dialog"), { ssr: false });

/** Keeps a question as a panel of a dashboard. */
export function AddToDashboard({ query }: { query: PanelQuery }) {
  const [isOpen, setIsOpen] = useState(false);
  usePageAction({
    id: "add-to-dashboard",
    label: "Add this question to a dashboard…",
    run: () => setIsOpen(true),
  });
  return (
    <>
      <Button size="sm" variant="ghost" icon={DashboardIcon} onClick={() => setIsOpen(true)}>
        Add to a dashboard
      </Button>
      {isOpen && <AddToDashboardDialog query={query} onClose={() => setIsOpen(false)} />}
    </>
  );
}
