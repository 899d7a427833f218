"use client";

import { useMemo } from "react";

import type { TraceOutline } from "@/lib/telemetry/contract";

import { looksOf, type PlaceLook } from "./place-look";
import { criticalPath, type PathPart, type TraceTree, treeOf } from "./trace-tree";

/** A trace, worked out once: its tree, what it waited for, and how each service looks. */
export type Trace = {
  outline: TraceOutline;
  tree: TraceTree;
  path: readonly PathPart[];
  /** Parts of the critical path by the index of their span. */
  partsOf: ReadonlyMap<number, PathPart[]>;
  looks: Map<string, PlaceLook>;
  indexOf: ReadonlyMap<string, number>;
  lengthUs: number;
  nameOf: (index: number) => string;
  serviceOf: (index: number) => string;
};

export const useTrace = (outline: TraceOutline): Trace => useMemo(() => traceOf(outline), [outline]);

function traceOf(outline: TraceOutline): Trace {
  const { spans, places, names } = outline;
  const services = places.map(({ service }) => service);
  const tree = treeOf(spans);
  const path = criticalPath(tree);
  const partsOf = new Map<number, PathPart[]>();
  for (const part of path) {
    const own = partsOf.get(part.index);
    if (own) own.push(part);
    else partsOf.set(part.index, [part]);
  }
  return {
    outline,
    tree,
    path,
    partsOf,
    looks: looksOf(services),
    indexOf: new Map(spans.map(({ id }, index) => [id, index])),
    lengthUs: Math.max(1, tree.endUs - tree.startUs),
    nameOf: (index) => names[spans[index]?.name ?? -1] ?? "",
    serviceOf: (index) => services[spans[index]?.place ?? -1] ?? "",
  };
}
