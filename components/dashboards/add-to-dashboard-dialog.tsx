"use client";

import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { href } from "@/components/ui/href";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { createDashboardAction, saveDashboardAction } from "@/lib/dashboards/actions";
import {
  type DashboardDefinition,
  MOST_TITLE_CHARS,
  type PanelKind,
  type PanelQuery,
} from "@/lib/dashboards/contract";
import { dashboardQuery, dashboardsQuery } from "@/lib/dashboards/query-options";

import { dashboardPath } from "./dashboard-path";
import { placeBelow } from "./grid-places";
import { freeId } from "./panel-draft";
import { KIND_SIZES, KIND_WORDS } from "./panel-kinds";

type AddToDashboardDialogProps = { query: PanelQuery; onClose: () => void };
type Kind = Exclude<PanelKind, "text" | "heat_map" | "histogram">;
type Wish = { dashboardId: string; newName: string; title: string; kind: Kind; query: PanelQuery };

const KINDS: readonly Kind[] = ["time_series", "stat", "bar", "table"];

/** Asks onto which dashboard a question goes, and how it is drawn there; then that dashboard opens. */
export default function AddToDashboardDialog({ query, onClose }: AddToDashboardDialogProps) {
  const formId = useId();
  const router = useRouter();
  const queries = useQueryClient();
  const { data } = useQuery(dashboardsQuery());
  const [wish, setWish] = useState({
    dashboardId: "",
    newName: "",
    title: "",
    kind: KINDS[0] ?? "time_series",
  });
  const change = (part: Partial<typeof wish>) => setWish((now) => ({ ...now, ...part }));
  const { request, pending, problem } = useRequest(
    (input: Wish) => add(queries, input),
    ({ id }) => router.push(href(dashboardPath(id))),
  );
  const own = data?.items.filter(({ isBuiltIn }) => !isBuiltIn) ?? [];
  const isNew = wish.dashboardId === "";
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      size="sm"
      title="Add to a dashboard"
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form={formId} loading={pending}>
            Add the panel
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          request({ ...wish, query });
        }}
        className="flex flex-col gap-4"
      >
        <Field label="Dashboard">
          {(control) => (
            <Select
              {...control}
              data-autofocus
              value={wish.dashboardId}
              onChange={({ currentTarget }) => change({ dashboardId: currentTarget.value })}
            >
              <option value="">A new one</option>
              {own.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {isNew && (
          <Field label="What the new one is called">
            {(control) => (
              <Input
                {...control}
                required
                maxLength={120}
                value={wish.newName}
                onChange={({ currentTarget }) => change({ newName: currentTarget.value })}
              />
            )}
          </Field>
        )}
        <Field label="Title of the panel">
          {(control) => (
            <Input
              {...control}
              maxLength={120}
              placeholder={query.metric}
              value={wish.title}
              onChange={({ currentTarget }) => change({ title: currentTarget.value })}
            />
          )}
        </Field>
        <Field label="Shown as">
          {(control) => (
            <Select
              {...control}
              value={wish.kind}
              onChange={({ currentTarget }) =>
                change({ kind: KINDS.find((kind) => kind === currentTarget.value) ?? wish.kind })
              }
            >
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {KIND_WORDS[kind]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <FormError message={problem?.message} />
      </form>
    </Dialog>
  );
}

/** On what is stored at this moment, so that nothing that somebody else adds meanwhile is lost. */
async function add(queries: QueryClient, { dashboardId, newName, ...wish }: Wish) {
  if (dashboardId === "")
    return createDashboardAction({ definition: withPanel({ ...NEW, name: newName.trim() }, wish) });
  const { definition, version } = await queries.fetchQuery({ ...dashboardQuery(dashboardId), staleTime: 0 });
  return saveDashboardAction({
    id: dashboardId,
    definition: withPanel(definition, wish),
    expectedVersion: version,
  });
}

const NEW = { format: 1, description: "", range: "6h", variables: [], panels: [] } satisfies Omit<
  DashboardDefinition,
  "name"
>;

function withPanel(
  definition: DashboardDefinition,
  { title, kind, query }: Pick<Wish, "title" | "kind" | "query">,
): DashboardDefinition {
  const { panels } = definition;
  const named = (title.trim() || query.metric).slice(0, MOST_TITLE_CHARS);
  const place = placeBelow(panels, KIND_SIZES[kind]);
  return {
    ...definition,
    panels: [...panels, { id: freeId(named, panels), title: named, place, kind, query }],
  };
}
