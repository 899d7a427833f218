"use client";

import { useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { PlusIcon, SettingsIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import { saveDashboardAction } from "@/lib/dashboards/actions";
import type { DashboardView, Panel } from "@/lib/dashboards/contract";
import { dashboardQuery } from "@/lib/dashboards/query-options";

import { ConflictNotice } from "./conflict-notice";
import { DashboardControls } from "./dashboard-controls";
import { DefinitionProblem } from "./definition-problem";
import { useDraft } from "./drafts";
import { moved, placeBelow, resized, type Step } from "./grid-places";
import { LeaveQuestion } from "./leave-question";
import { PanelCard } from "./panel-card";
import { draftOf, freeId, newDraft, type PanelDraft, panelOf } from "./panel-draft";
import { PanelHandle } from "./panel-handle";
import { useScope } from "./use-scope";

const EditGrid = dynamic(() => import("./edit-grid"), {
  ssr: false,
  loading: () => <Skeleton className="h-96 w-full rounded-lg" />,
});
const PanelDialog = dynamic(() => import("./panel-dialog"), { ssr: false });
const SettingsDialog = dynamic(() => import("./settings-dialog"), { ssr: false });

type DashboardEditorProps = {
  dashboard: DashboardView;
  /** The panel that is written first: somebody chose to edit it while they looked. */
  firstPanelId: string | undefined;
  onDone: () => void;
};

/** What is open above the grid: a panel that is written, a new one, what the dashboard is called, or a last question. */
type Open = { panelId: string } | "new" | "settings" | "drop" | undefined;

/** Changes a dashboard: its panels, their places, its name. Nothing is stored before it is saved. */
export default function DashboardEditor({ dashboard, firstPanelId, onDone }: DashboardEditorProps) {
  const { draft, isChanged, write, rebase, forget } = useDraft(dashboard);
  const [open, setOpen] = useState<Open>(firstPanelId ? { panelId: firstPanelId } : undefined);
  const [said, setSaid] = useState("");
  const { definition } = draft;
  const { panels } = definition;
  const scope = useScope(dashboard.id, definition);
  const finish = () => {
    forget();
    onDone();
  };
  const queries = useQueryClient();
  const {
    request,
    pending,
    problem,
    forget: forgetProblem,
  } = useRequest(saveDashboardAction, ({ version }) => {
    // Else the page would show the version before until it is read again.
    queries.setQueryData(dashboardQuery(dashboard.id).queryKey, { ...dashboard, definition, version });
    finish();
  });
  const put = (next: Panel[]) => write({ ...definition, panels: next });
  const arrange = (next: Panel[], id: string) => {
    put(next);
    setSaid(placeInWords(next.find((panel) => panel.id === id)));
  };
  const take = (written: PanelDraft, id: string | undefined) => {
    const taken = id ?? freeId(written.title || written.question.metric, panels);
    const panel = panelOf(written, taken);
    put(id ? panels.map((each) => (each.id === id ? panel : each)) : [...panels, panel]);
    setOpen(undefined);
  };
  const opened = typeof open === "object" ? panels.find(({ id }) => id === open.panelId) : undefined;
  return (
    <>
      <div className="sticky top-(--bar-height) z-20 -mx-4 flex flex-wrap items-center gap-2 border-b bg-bg px-4 py-2 sm:-mx-6 sm:px-6">
        <Button icon={PlusIcon} disabled={pending} onClick={() => setOpen("new")}>
          Add a panel
        </Button>
        <Button icon={SettingsIcon} disabled={pending} onClick={() => setOpen("settings")}>
          Name and choices
        </Button>
        <span className="ml-auto text-fg-muted max-sm:hidden">
          {isChanged ? "Not saved yet" : "No changes"}
        </span>
        <Button onClick={isChanged ? () => setOpen("drop") : finish} disabled={pending}>
          {isChanged ? "Drop the changes…" : "Done"}
        </Button>
        <Button
          variant="primary"
          loading={pending}
          disabled={!isChanged}
          onClick={() => request({ id: dashboard.id, definition, expectedVersion: draft.version })}
        >
          Save
        </Button>
      </div>
      {dashboard.version !== draft.version && !pending ? (
        <ConflictNotice
          dashboard={dashboard}
          definition={definition}
          onTakeTheirs={() => {
            forgetProblem();
            rebase({ definition: dashboard.definition, version: dashboard.version });
          }}
          onKeepMine={() => {
            forgetProblem();
            rebase({ definition, version: dashboard.version });
          }}
          onCloned={forget}
        />
      ) : (
        <DefinitionProblem problem={problem} panels={panels} />
      )}
      <DashboardControls definition={definition} scope={scope} />
      {panels.length === 0 && (
        <EmptyState
          title="No panel yet"
          action={
            <Button variant="primary" icon={PlusIcon} onClick={() => setOpen("new")}>
              Add the first panel
            </Button>
          }
        >
          A panel asks one question about a metric and draws the answer, or holds text.
        </EmptyState>
      )}
      {/* What would be changed between Save and its answer is in no version that is saved. */}
      <div inert={pending}>
        <EditGrid panels={panels} onPlaced={put}>
          {(panel) => (
            <PanelCard
              panel={panel}
              scope={scope}
              handle={
                <PanelHandle
                  title={panel.title}
                  onMove={(step: Step) => arrange(moved(panels, panel.id, step), panel.id)}
                  onResize={(step: Step) => arrange(resized(panels, panel.id, step), panel.id)}
                />
              }
              onEdit={() => setOpen({ panelId: panel.id })}
              onClone={() =>
                put([
                  ...panels,
                  { ...panel, id: freeId(panel.id, panels), place: placeBelow(panels, panel.place) },
                ])
              }
              onRemove={() => put(panels.filter(({ id }) => id !== panel.id))}
            />
          )}
        </EditGrid>
      </div>
      <output className="sr-only">{said}</output>
      {(open === "new" || opened) && (
        <PanelDialog
          initial={opened ? draftOf(opened) : newDraft(panels)}
          isNew={!opened}
          scope={scope}
          onDone={(written) => take(written, opened?.id)}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === "settings" && (
        <SettingsDialog
          settings={definition}
          onDone={({ name, description, range, variables }) => {
            write({ ...definition, name, description, range, variables });
            setOpen(undefined);
          }}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === "drop" && (
        <ConfirmDialog
          title="Drop the changes?"
          description={`${dashboard.definition.name} stays as it was saved. What you changed since is lost.`}
          action="Drop the changes"
          keep="Go on changing"
          pending={false}
          problem={undefined}
          onConfirm={finish}
          onClose={() => setOpen(undefined)}
        />
      )}
      {isChanged && !pending && <LeaveQuestion name={definition.name} />}
    </>
  );
}

function placeInWords(panel: Panel | undefined): string {
  if (!panel) return "";
  const { x, y, w, h } = panel.place;
  return `${panel.title || "The panel"}: column ${x + 1}, row ${y + 1}, ${w} wide, ${h} high.`;
}
