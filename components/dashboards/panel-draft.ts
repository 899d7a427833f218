import type { MetricQuestion } from "@/components/explore/question-form";
import {
  GRID_COLUMNS,
  MOST_PANEL_ROWS,
  type Panel,
  type PanelKind,
  type PanelPlace,
} from "@/lib/dashboards/contract";

import { placeBelow } from "./grid-places";
import { KIND_SIZES } from "./panel-kinds";

/** A panel while it is written: it keeps its question and its text while one tries other kinds. */
export type PanelDraft = {
  kind: PanelKind;
  title: string;
  place: PanelPlace;
  question: MetricQuestion;
  markdown: string;
};

const QUESTION: MetricQuestion = {
  metric: "gateway.requests",
  aggregation: "rate",
  where: "",
  by: "service",
};

export function draftOf(panel: Panel): PanelDraft {
  const { kind, title, place } = panel;
  if (panel.kind === "text") return { kind, title, place, question: QUESTION, markdown: panel.markdown };
  const { metric, aggregation, where, by } = panel.query;
  const question = { metric, aggregation: aggregation ?? null, where: where ?? "", by: by ?? "" };
  return { kind, title, place, question, markdown: "" };
}

/** @param others among which it gets a place below all. */
export function newDraft(others: readonly Panel[], question: MetricQuestion = QUESTION): PanelDraft {
  const kind = "time_series";
  return { kind, title: "", place: placeBelow(others, KIND_SIZES[kind]), question, markdown: "" };
}

export function panelOf({ kind, title, place, question, markdown }: PanelDraft, id: string): Panel {
  if (kind === "text") return { id, title, place, kind, markdown };
  const { aggregation, ...query } = question;
  return { id, title, place, kind, query: { ...query, ...(aggregation && { aggregation }) } };
}

/** A place that lies within the grid, whatever was typed. */
export function placeWithin(place: PanelPlace): PanelPlace {
  const whole = (value: number, least: number, most: number) =>
    Number.isFinite(value) ? Math.min(most, Math.max(least, Math.round(value))) : least;
  const w = whole(place.w, 2, GRID_COLUMNS);
  return {
    w,
    h: whole(place.h, 2, MOST_PANEL_ROWS),
    x: whole(place.x, 0, GRID_COLUMNS - w),
    y: whole(place.y, 0, 10_000),
  };
}

/** "requests", "requests-2": an id that no other panel has, made of what the panel is called. */
export function freeId(wish: string, taken: readonly { id: string }[]): string {
  const base =
    wish
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "")
      .slice(0, 32) || "panel";
  const ids = new Set(taken.map(({ id }) => id));
  let id = base;
  for (let number = 2; ids.has(id); number += 1) id = `${base}-${number}`;
  return id;
}
