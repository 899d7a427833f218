"use client";

import dynamic from "next/dynamic";
import { useState } from "react";

import { CopyIcon, DownloadIcon, MoreIcon, PencilIcon, TrashIcon } from "@/components/icons";
import { usePageAction } from "@/components/palette/action-registry";
import { Button } from "@/components/ui/button";
import { buttonStyle } from "@/components/ui/button-style";
import { CopyButton } from "@/components/ui/copy-button";
import { Menu } from "@/components/ui/menu";
import { MenuHeading, MenuItem, MenuSeparator } from "@/components/ui/menu-items";
import type { DashboardView } from "@/lib/dashboards/contract";

import { exportDashboard } from "./export-dashboard";

const DeleteDialog = dynamic(() => import("./delete-dialog"), { ssr: false });

type DashboardActionsProps = {
  dashboard: DashboardView;
  /** Why the viewer may not change dashboards; undefined when they may. */
  whyNot: string | undefined;
  onEdit: () => void;
  onClone: () => void;
  isCloning: boolean;
};

/** What can be done with a dashboard as a whole. A built-in one is cloned, never changed. */
export function DashboardActions({ dashboard, whyNot, onEdit, onClone, isCloning }: DashboardActionsProps) {
  const [isDeleting, setIsDeleting] = useState(false);
  const { definition, isBuiltIn } = dashboard;
  const mayClone = whyNot === undefined;
  const mayChange = mayClone && !isBuiltIn;
  usePageAction(
    mayChange
      ? { id: "edit-dashboard", label: `Edit ${definition.name}`, shortcut: "e", run: onEdit }
      : undefined,
  );
  usePageAction(
    mayClone ? { id: "clone-dashboard", label: `Clone ${definition.name}`, run: onClone } : undefined,
  );
  return (
    <>
      <CopyButton worded size="md" text={() => window.location.href} label="Copy the link" />
      {mayChange && (
        <Button icon={PencilIcon} onClick={onEdit}>
          Edit
        </Button>
      )}
      {isBuiltIn && mayClone && (
        <Button icon={CopyIcon} loading={isCloning} onClick={onClone}>
          Clone to change it
        </Button>
      )}
      <Menu
        label={`More about ${definition.name}`}
        trigger={<MoreIcon size={16} />}
        triggerClassName={buttonStyle("secondary")}
      >
        {!mayClone && <MenuHeading>{whyNot}</MenuHeading>}
        {mayClone && (
          <MenuItem icon={CopyIcon} onClick={onClone}>
            Clone
          </MenuItem>
        )}
        <MenuItem icon={DownloadIcon} onClick={() => exportDashboard(definition)}>
          Export as JSON
        </MenuItem>
        {mayChange && (
          <>
            <MenuSeparator />
            <MenuItem icon={TrashIcon} danger onClick={() => setIsDeleting(true)}>
              Delete…
            </MenuItem>
          </>
        )}
      </Menu>
      {isDeleting && (
        <DeleteDialog id={dashboard.id} definition={definition} onClose={() => setIsDeleting(false)} />
      )}
    </>
  );
}
