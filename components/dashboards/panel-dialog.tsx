"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";

import { QuestionForm } from "@/components/explore/question-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { PANEL_KINDS, type PanelPlace } from "@/lib/dashboards/contract";
import { metricNamesQuery } from "@/lib/telemetry/query-options";

import { PanelCard } from "./panel-card";
import { type PanelDraft, panelOf, placeWithin } from "./panel-draft";
import { isDistribution, KIND_SIZES, KIND_WORDS } from "./panel-kinds";
import type { DashboardScope } from "./panel-question";

type PanelDialogProps = {
  /** What it begins with. */
  initial: PanelDraft;
  isNew: boolean;
  scope: DashboardScope;
  onDone: (draft: PanelDraft) => void;
  onClose: () => void;
};

/** What a panel asks, how it draws the answer, and where it stands; with a look at it while one writes. */
export default function PanelDialog({ initial, isNew, scope, onDone, onClose }: PanelDialogProps) {
  const formId = useId();
  const [draft, setDraft] = useState(initial);
  const { data: names } = useQuery(metricNamesQuery());
  const change = (part: Partial<PanelDraft>) => setDraft((now) => ({ ...now, ...part }));
  const { kind, title, question, markdown, place } = draft;
  const known = names?.items ?? [];
  const metrics = isDistribution(kind) ? known.filter(({ type }) => type === "histogram") : known;
  const variables = Object.keys(scope.values);
  return (
    <Dialog
      open
      onClose={onClose}
      size="lg"
      title={isNew ? "Add a panel" : "Edit the panel"}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId}>
            {isNew ? "Add the panel" : "Change the panel"}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          onDone({ ...draft, title: title.trim(), place: placeWithin(place) });
        }}
        className="flex flex-col gap-4"
      >
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label="Title">
            {(control) => (
              <Input
                {...control}
                data-autofocus
                value={title}
                maxLength={120}
                placeholder={kind === "text" ? "None" : question.metric}
                onChange={({ currentTarget }) => change({ title: currentTarget.value })}
              />
            )}
          </Field>
          <Field label="Shown as">
            {(control) => (
              <Select
                {...control}
                value={kind}
                onChange={({ currentTarget }) => {
                  const next = PANEL_KINDS.find((each) => each === currentTarget.value) ?? kind;
                  const metric = known.find(({ type }) => type === "histogram")?.name;
                  const isSuited = !isDistribution(next) || isHistogram(known, question.metric);
                  change({
                    kind: next,
                    ...(isNew && { place: { ...place, ...KIND_SIZES[next] } }),
                    ...(!isSuited && metric && { question: { ...question, metric, aggregation: null } }),
                  });
                }}
              >
                {PANEL_KINDS.map((each) => (
                  <option key={each} value={each}>
                    {KIND_WORDS[each]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        {kind === "text" ? (
          <Field label="Markdown" hint="HTML stays text, and pictures become links.">
            {(control) => (
              <Textarea
                {...control}
                rows={6}
                maxLength={20_000}
                value={markdown}
                onChange={({ currentTarget }) => change({ markdown: currentTarget.value })}
                className="font-mono"
              />
            )}
          </Field>
        ) : (
          <>
            <QuestionForm
              metrics={metrics}
              question={question}
              onChange={(part) => change({ question: { ...question, ...part } })}
              asks={isDistribution(kind) ? "distribution" : "series"}
            />
            {variables.length > 0 && (
              <p className="-mt-2 text-xs text-fg-muted">
                {variables.map((name) => `${name}="$${name}"`).join(", ")} in “Only where” follows what is
                chosen above the panels.
              </p>
            )}
          </>
        )}
        <PlaceFields place={place} onChange={(next) => change({ place: next })} />
        <div className="h-64">
          <PanelCard panel={panelOf({ ...draft, title: title || "Preview" }, "preview")} scope={scope} />
        </div>
      </form>
    </Dialog>
  );
}

const isHistogram = (known: readonly { name: string; type: string }[], metric: string) =>
  known.some(({ name, type }) => name === metric && type === "histogram");

const PLACE_FIELDS = [
  { key: "x", label: "From column", least: 1, most: 12, offset: 1 },
  { key: "y", label: "From row", least: 1, most: 10_000, offset: 1 },
  { key: "w", label: "Columns wide", least: 2, most: 12, offset: 0 },
  { key: "h", label: "Rows high", least: 2, most: 100, offset: 0 },
] as const;

/** The same as dragging, for who does not drag. */
function PlaceFields({ place, onChange }: { place: PanelPlace; onChange: (place: PanelPlace) => void }) {
  return (
    <fieldset className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      <legend className="sr-only">Where it stands</legend>
      {PLACE_FIELDS.map(({ key, label, least, most, offset }) => (
        <Field key={key} label={label}>
          {(control) => (
            <Input
              {...control}
              type="number"
              min={least}
              max={most}
              value={Number.isNaN(place[key]) ? "" : place[key] + offset}
              onChange={({ currentTarget }) =>
                onChange({ ...place, [key]: currentTarget.valueAsNumber - offset })
              }
            />
          )}
        </Field>
      ))}
    </fieldset>
  );
}
