"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { useState } from "react";

import { Instant } from "@/components/time/instant";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { FormError } from "@/components/ui/form-error";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import type { Panel } from "@/lib/dashboards/contract";
import { dashboardQuery } from "@/lib/dashboards/query-options";

import { DashboardActions } from "./dashboard-actions";
import { DashboardBoard } from "./dashboard-board";
import { DashboardControls } from "./dashboard-controls";
import { dashboardSearch } from "./dashboard-search";
import { hasKeptDraft } from "./drafts";
import { cloneName, useCreateDashboard } from "./use-create-dashboard";
import { useScope } from "./use-scope";

// Only who changes a dashboard pays for the grid and the forms.
const DashboardEditor = dynamic(() => import("./dashboard-editor"), {
  ssr: false,
  loading: () => <Skeleton className="h-96 w-full rounded-lg" />,
});

type DashboardPageProps = {
  dashboardId: string;
  /** Why the viewer may not change dashboards; undefined when they may. */
  whyNot: string | undefined;
};

/** One dashboard: to look at, and for who may, to change. */
export function DashboardPage({ dashboardId, whyNot }: DashboardPageProps) {
  const { data: dashboard } = useSuspenseQuery(dashboardQuery(dashboardId));
  const [search, setSearch] = useQueryStates(dashboardSearch, { history: "push" });
  const [firstPanelId, setFirstPanelId] = useState<string>();
  const { definition, isBuiltIn } = dashboard;
  const { create, pending, problem } = useCreateDashboard({ edits: true });
  const mayChange = whyNot === undefined && !isBuiltIn;
  const isEditing = search.edit && mayChange;
  const scope = useScope(dashboardId, definition);
  const edit = (panel?: Panel) => {
    setFirstPanelId(panel?.id);
    void setSearch({ edit: true, panel: null });
  };
  const clone = () => create({ ...definition, name: cloneName(definition.name) });
  return (
    <>
      <PageHeader
        title={definition.name}
        aside={isBuiltIn ? <Badge>Comes with Slipway</Badge> : undefined}
        answer={definition.description || undefined}
        actions={
          !isEditing && (
            <DashboardActions
              dashboard={dashboard}
              whyNot={whyNot}
              onEdit={() => edit()}
              onClone={clone}
              isCloning={pending}
            />
          )
        }
      />
      <FormError message={problem?.message} />
      {isEditing ? (
        <DashboardEditor
          dashboard={dashboard}
          firstPanelId={firstPanelId}
          onDone={() => void setSearch({ edit: null }, { history: "replace" })}
        />
      ) : (
        <>
          <DashboardControls definition={definition} scope={scope} />
          {mayChange && hasKeptDraft(dashboardId) && (
            <Notice
              title="You changed this dashboard and did not save."
              actions={
                <Button size="sm" onClick={() => edit()}>
                  Go on
                </Button>
              }
            >
              What you changed is kept in this tab.
            </Notice>
          )}
          {definition.panels.length === 0 ? (
            <EmptyState
              title="No panel yet"
              action={
                mayChange && (
                  <Button variant="primary" onClick={() => edit()}>
                    Add the first panel
                  </Button>
                )
              }
            >
              A panel asks one question about a metric and draws the answer, or holds text.
            </EmptyState>
          ) : (
            <DashboardBoard definition={definition} scope={scope} onEdit={mayChange ? edit : undefined} />
          )}
          {dashboard.updatedAt && (
            <p className="text-xs text-fg-muted">
              {dashboard.updatedByName} changed it <Instant at={dashboard.updatedAt} />.
            </p>
          )}
        </>
      )}
    </>
  );
}
