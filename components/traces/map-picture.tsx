"use client";

import Link from "next/link";
import { useMemo, useState } from "react";

import { AlertTriangleIcon, DatabaseIcon, ExternalLinkIcon, LayersIcon, SendIcon } from "@/components/icons";
import { MapIcon } from "@/components/icons";
import type { Icon } from "@/components/icons/glyph";
import { ErrorShare } from "@/components/telemetry/error-share";
import { isFailing, msInWords, rateInWords } from "@/components/telemetry/traffic-words";
import { cx } from "@/components/ui/cx";
import { href } from "@/components/ui/href";
import type { MapEdge, MapNode, ServiceMap } from "@/lib/telemetry/contract";

import { apart } from "./map-labels";
import { layOut, NODE, type Placed } from "./map-layout";
import { edgeLabel, figuresInWords, KIND_WORDS } from "./map-words";

const MARGIN = 24;
const ICONS: Record<MapNode["kind"], Icon> = {
  service: LayersIcon,
  database: DatabaseIcon,
  queue: SendIcon,
  host: ExternalLinkIcon,
  outside: MapIcon,
};

/** The map as a picture: whoever asks stands left of whom it asks. Nodes are reached by Tab, the list says the same. */
export function MapPicture({ map, range }: { map: ServiceMap; range: string }) {
  const [near, setNear] = useState<string>();
  const { places, width, height } = useMemo(
    () =>
      layOut(
        map.nodes.map(({ key }) => key),
        map.edges,
      ),
    [map],
  );
  const lines = map.edges.flatMap((edge) => {
    const [from, to] = [places.get(edge.from), places.get(edge.to)];
    return from && to ? [{ key: `${edge.from} ${edge.to}`, edge, line: lineOf(from, to) }] : [];
  });
  const heights = apart(lines.map(({ key, line }) => ({ key, x: line.labelX, y: line.labelY })));
  const isFar = ({ from, to }: MapEdge) => near !== undefined && from !== near && to !== near;
  return (
    <section
      aria-label="Service map"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to scroll by keyboard too
      tabIndex={0}
      className="max-h-[max(24rem,calc(100dvh-14rem))] overflow-auto rounded-lg border bg-surface"
    >
      <div className="relative mx-auto" style={{ width: width + 2 * MARGIN, height: height + 2 * MARGIN }}>
        <svg aria-hidden width={width + 2 * MARGIN} height={height + 2 * MARGIN} className="absolute inset-0">
          <defs>
            {["edge", "edge-fail"].map((name) => (
              <marker
                key={name}
                id={name}
                viewBox="0 0 8 8"
                refX="8"
                refY="4"
                markerWidth="10"
                markerHeight="10"
                markerUnits="userSpaceOnUse"
                orient="auto"
              >
                <path
                  d="M0 0L8 4L0 8z"
                  fill={name === "edge" ? "var(--border-strong)" : "var(--status-fail)"}
                />
              </marker>
            ))}
          </defs>
          {lines.map(({ key, edge, line }) => (
            <Edge
              key={key}
              edge={edge}
              line={line}
              labelY={heights.get(key) ?? line.labelY}
              isFar={isFar(edge)}
            />
          ))}
        </svg>
        <ul>
          {map.nodes.map((node) => {
            const place = places.get(node.key);
            return (
              place && (
                // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- only shows which lines are its own
                <li
                  key={node.key}
                  className="absolute"
                  style={{
                    left: MARGIN + place.x,
                    top: MARGIN + place.y,
                    width: NODE.width,
                    height: NODE.height,
                  }}
                  onPointerEnter={() => setNear(node.key)}
                  onPointerLeave={() => setNear(undefined)}
                  onFocus={() => setNear(node.key)}
                  onBlur={() => setNear(undefined)}
                >
                  <Node node={node} map={map} range={range} />
                </li>
              )
            );
          })}
        </ul>
      </div>
    </section>
  );
}

function Node({ node, map, range }: { node: MapNode; map: ServiceMap; range: string }) {
  const Shape = ICONS[node.kind];
  const failing = isFailing(node.errorRate);
  const style = cx(
    "flex size-full flex-col justify-center gap-0.5 rounded-lg border bg-surface-2 px-3 text-left text-xs",
    failing && "border-fail",
    node.kind !== "service" && "border-dashed",
  );
  const tip = [KIND_WORDS[node.kind], figuresInWords(node), node.members.join(", ")]
    .filter(Boolean)
    .join("\n");
  const words = (
    <>
      <span className="flex items-center gap-1.5">
        <Shape size={14} className="text-fg-muted" />
        <span className="min-w-0 truncate text-sm font-medium">{node.name}</span>
        {failing && <AlertTriangleIcon size={14} label="Many errors" className="ml-auto text-fail" />}
      </span>
      <span className="truncate text-fg-muted">
        {rateInWords(node.perMinute)}/min
        {node.errorRate !== null && node.errorRate > 0 && (
          <>
            {" · "}
            <ErrorShare rate={node.errorRate} />
          </>
        )}
        {node.p95Ms !== null && <> · p95 {msInWords(node.p95Ms)}</>}
      </span>
    </>
  );
  return (
    <Link
      href={href(placeOf(node, map, range))}
      data-tooltip={tip}
      className={cx(style, "hover:bg-surface-3")}
    >
      {words}
    </Link>
  );
}

/** A service leads to itself; whoever is asked leads to the traces of those who ask. */
export function placeOf(node: MapNode, { environment, edges }: ServiceMap, range: string): string {
  const where = environment === null ? "" : `&environment=${encodeURIComponent(environment)}`;
  const back = range === "15m" ? "1h" : range;
  if (node.kind === "service") return `/services/${node.name}?range=${back}${where}`;
  if (node.kind === "outside") return `/traces?range=${back}${where}`;
  const asker = edges.find(({ to }) => to === node.key)?.from.replace(/^service:/, "");
  const by: Record<string, string> = {
    database: "db.system.name",
    queue: "messaging.system",
    host: "server.address",
  };
  const key = by[node.kind];
  const exact = node.kind === "host" && node.members.length === 0 ? `=${node.name}` : "";
  return `/traces?range=${back}${where}${asker ? `&service=${asker}` : ""}${key ? `&where=${encodeURIComponent(key + exact)}` : ""}`;
}

type Line = { path: string; isBack: boolean; labelX: number; labelY: number };

function lineOf(from: Placed, to: Placed): Line {
  const isBack = to.x <= from.x;
  const [x1, y1] = [MARGIN + from.x + NODE.width, MARGIN + from.y + NODE.height / 2];
  const [x2, y2] = [MARGIN + to.x, MARGIN + to.y + NODE.height / 2];
  const bend = isBack ? 90 : Math.max(40, (x2 - x1) / 2);
  // Three quarters of the way: lines that leave one node together are apart there.
  const along = (a: number, b: number, c: number, d: number) => (a + 9 * b + 27 * c + 27 * d) / 64;
  return {
    path: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`,
    isBack,
    // The words end before the node, however many they are.
    labelX: isBack ? along(x1, x1 + bend, x2 - bend, x2) : x2 - 14,
    labelY: along(y1, y1, y2, y2) - 5,
  };
}

type EdgeProps = { edge: MapEdge; line: Line; labelY: number; isFar: boolean };

function Edge({ edge, line, labelY, isFar }: EdgeProps) {
  const failing = isFailing(edge.errorRate);
  const thick = Math.min(4, 1 + Math.log10(1 + edge.perMinute));
  return (
    <g opacity={isFar ? 0.15 : 1}>
      <path
        d={line.path}
        fill="none"
        stroke={failing ? "var(--status-fail)" : "var(--border-strong)"}
        strokeWidth={thick}
        strokeDasharray={failing ? "6 3" : undefined}
        markerEnd={`url(#${failing ? "edge-fail" : "edge"})`}
      />
      <text
        x={line.labelX}
        y={labelY}
        textAnchor={line.isBack ? "middle" : "end"}
        fontSize={11}
        fill={failing ? "var(--status-fail-fg)" : "var(--fg-muted)"}
        stroke="var(--surface)"
        strokeWidth={4}
        paintOrder="stroke"
      >
        {edgeLabel(edge)}
      </text>
    </g>
  );
}
