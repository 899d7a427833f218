"use client";

import { useQueryStates } from "nuqs";

import { MinimizeIcon } from "@/components/icons";
import { IconButton } from "@/components/ui/icon-button";
import type { DashboardDefinition, Panel } from "@/lib/dashboards/contract";

import { dashboardSearch } from "./dashboard-search";
import { FullScreen } from "./full-screen";
import { PanelCard } from "./panel-card";
import { PanelGrid } from "./panel-grid";
import type { DashboardScope } from "./panel-question";

type DashboardBoardProps = {
  definition: DashboardDefinition;
  scope: DashboardScope;
  /** Undefined where it cannot be changed. */
  onEdit: ((panel: Panel) => void) | undefined;
};

/** The panels as one looks at them; one of them may fill the screen, and then the URL names it. */
export function DashboardBoard({ definition, scope, onEdit }: DashboardBoardProps) {
  const [{ panel: enlargedId }, setSearch] = useQueryStates(dashboardSearch, { history: "push" });
  const enlarged = definition.panels.find(({ id }) => id === enlargedId);
  const leave = () => void setSearch({ panel: null });
  return (
    <>
      <PanelGrid panels={definition.panels}>
        {(panel) => (
          <PanelCard
            panel={panel}
            scope={scope}
            onFullScreen={() => void setSearch({ panel: panel.id })}
            onEdit={onEdit && (() => onEdit(panel))}
          />
        )}
      </PanelGrid>
      {enlarged && (
        <FullScreen title={enlarged.title || "Panel"} onClose={leave}>
          <PanelCard
            panel={enlarged}
            scope={{ ...scope, cursor: `${scope.cursor} enlarged` }}
            handle={
              <IconButton
                icon={MinimizeIcon}
                label="Leave full screen"
                keys="Esc"
                size="sm"
                data-autofocus
                onClick={leave}
                className="-ml-1"
              />
            }
          />
        </FullScreen>
      )}
    </>
  );
}
