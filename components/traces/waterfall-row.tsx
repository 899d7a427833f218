"use client";

import { memo } from "react";

import { counted } from "@/components/delivery/counted";
import { ChevronDownIcon, ChevronRightIcon, OctagonXIcon } from "@/components/icons";
import { msInWords } from "@/components/telemetry/traffic-words";
import { cx } from "@/components/ui/cx";

import { SpanMarks } from "./span-marks";
import { marksOf, momentsInWords, type SpanMoments } from "./trace-marks";
import type { TreeNode } from "./trace-tree";
import type { Trace } from "./use-trace";

export const ROW_PX = 28;
const INDENT_PX = 12;
/** Deeper than this everything stands at the same place: names have to be read. */
const DEEPEST = 14;

type WaterfallRowProps = {
  trace: Trace;
  node: TreeNode;
  /** What happened within it, if anything. */
  moments: SpanMoments | undefined;
  row: number;
  top: number;
  isChosen: boolean;
  isCollapsed: boolean;
  isDim: boolean;
  showPath: boolean;
  onChoose: (index: number) => void;
  onToggle: (index: number) => void;
};

/** One span: whose, what, and when within the trace. */
export const WaterfallRow = memo(function WaterfallRow(props: WaterfallRowProps) {
  const { trace, node, moments, row, top, isChosen, isCollapsed, isDim, showPath, onChoose, onToggle } =
    props;
  const { index } = node;
  const span = trace.outline.spans[index];
  if (!span) return null;
  const [service, name] = [trace.serviceOf(index), trace.nameOf(index)];
  const look = trace.looks.get(service);
  const isError = span.status === "error";
  const at = (us: number) => ((us - trace.tree.startUs) / trace.lengthUs) * 100;
  const [left, width] = [at(node.startUs), (node.durationUs / trace.lengthUs) * 100];
  const duration = msInWords(node.durationUs / 1_000);
  const { from } = trace.outline;
  const marks = moments ? marksOf(moments, { ...span, from, lengthUs: trace.lengthUs }) : [];
  return (
    // The grid around it hears the keyboard. A table cannot have rows that are placed by hand.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- as said
    <div
      id={`span-${index}`}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- as said
      role="row"
      tabIndex={-1}
      aria-rowindex={row + 1}
      aria-level={node.depth + 1}
      aria-selected={isChosen}
      aria-expanded={node.children.length > 0 ? !isCollapsed : undefined}
      onClick={() => onChoose(index)}
      className={cx(
        "absolute inset-x-0 grid cursor-pointer grid-cols-[minmax(9rem,40%)_1fr] items-center border-b border-border/60 text-xs",
        isChosen ? "bg-accent-bg" : "hover:bg-surface-2",
        isDim && "opacity-40",
      )}
      style={{ height: ROW_PX, transform: `translateY(${top}px)` }}
    >
      <div
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- as said
        role="gridcell"
        className="flex h-full min-w-0 items-center gap-1.5 border-r pr-2"
        style={{ paddingLeft: 8 + Math.min(node.depth, DEEPEST) * INDENT_PX }}
      >
        {node.children.length > 0 ? (
          <button
            type="button"
            tabIndex={-1}
            aria-label={isCollapsed ? `Show ${counted(node.below, "span")} below` : "Hide what is below"}
            onClick={(event) => {
              event.stopPropagation();
              onToggle(index);
            }}
            className="flex size-5 shrink-0 items-center justify-center rounded-sm text-fg-muted hover:bg-surface-3"
          >
            {isCollapsed ? <ChevronRightIcon size={12} /> : <ChevronDownIcon size={12} />}
          </button>
        ) : (
          <span className="w-5 shrink-0" />
        )}
        <span
          aria-hidden
          className="size-2.5 shrink-0 rounded-xs"
          style={{ backgroundColor: look?.color, backgroundImage: look?.pattern }}
        />
        {isError && <OctagonXIcon size={12} label="Error" className="text-fail" />}
        <span className="truncate" title={`${service} · ${name}`}>
          <span className="text-fg-muted">{service}</span>{" "}
          <span className={isError ? "font-medium text-fail-fg" : "font-medium"}>{name}</span>
        </span>
        {isCollapsed && <span className="ml-auto shrink-0 text-2xs text-fg-muted">+{node.below}</span>}
      </div>
      <div
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- as said
        role="gridcell"
        aria-label={[duration, moments && momentsInWords(moments)].filter(Boolean).join(", ")}
        className="relative mx-2 h-full"
      >
        <span
          className={cx("absolute top-2 h-3 min-w-0.5 rounded-xs", isError && "outline-1 outline-fail")}
          style={{
            left: `${left}%`,
            width: `${width}%`,
            backgroundColor: look?.color,
            backgroundImage: look?.pattern,
          }}
        />
        <SpanMarks marks={marks} at={(us) => at(node.startUs + us)} />
        {showPath &&
          trace.partsOf
            .get(index)
            ?.map(({ fromUs, toUs }) => (
              <span
                key={fromUs}
                className="absolute top-5.5 h-0.75 min-w-px bg-fg"
                style={{ left: `${at(fromUs)}%`, width: `${((toUs - fromUs) / trace.lengthUs) * 100}%` }}
              />
            ))}
        <span
          className="absolute top-1.5 text-2xs whitespace-nowrap text-fg-muted"
          style={
            left + width < 85
              ? { left: `calc(${left + width}% + 6px)` }
              : left > 15
                ? { right: `calc(${100 - left}% + 6px)` }
                : {
                    right: `calc(${100 - left - width}% + 8px)`,
                    color: "var(--fg)",
                    background: "var(--surface)",
                    padding: "0 4px",
                    borderRadius: 3,
                  }
          }
        >
          {duration}
        </span>
      </div>
    </div>
  );
});
