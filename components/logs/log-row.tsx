"use client";

import { useQueryStates } from "nuqs";

import { counted } from "@/components/delivery/counted";
import { ChevronDownIcon, ChevronRightIcon, LinkIcon } from "@/components/icons";
import { momentInTrace } from "@/components/traces/trace-search";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { cx } from "@/components/ui/cx";
import { TextLink } from "@/components/ui/text-link";
import type { LogLine } from "@/lib/telemetry/contract";

import { LEVEL_MEANING } from "./level-meaning";
import { aroundInstant, logSearch } from "./log-search-params";

const GLANCE_ATTRIBUTES = 5;
const GLANCE_LETTERS = 60;

type LogRowProps = {
  line: LogLine;
  /** Its day, which a phone has no room for, and its time. */
  day: string;
  time: string;
  isOpen: boolean;
  isMarked: boolean;
  showsService: boolean;
  onToggle: () => void;
};

/** One line: when, how bad, whose, and what; opened, everything that is known of it. */
export function LogRow({ line, day, time, isOpen, isMarked, showsService, onToggle }: LogRowProps) {
  const { letters, word, style } = LEVEL_MEANING[line.level];
  const [first = "", ...others] = line.body.split("\n");
  return (
    <div className={cx("border-b border-border/60", isMarked && "bg-accent-bg")}>
      <button
        type="button"
        aria-expanded={isOpen}
        data-list-item
        onClick={onToggle}
        className="flex w-full items-baseline gap-2 px-2 py-0.5 text-left font-mono text-xs leading-5 hover:bg-surface-2"
      >
        {isOpen ? <ChevronDownIcon size={12} /> : <ChevronRightIcon size={12} />}
        <time dateTime={line.at} className="shrink-0 text-fg-muted tabular-nums">
          <span className="hidden sm:inline">{day} </span>
          {time}
        </time>
        <span className={cx("w-12 shrink-0 rounded-xs px-1 text-center", style)}>
          <span aria-hidden>{letters}</span>
          <span className="sr-only">{word}</span>
        </span>
        <span className="hidden max-w-48 shrink-0 truncate text-fg-muted sm:inline">
          {showsService && `${line.service} `}
          {line.release && `#${line.release.number}`}
        </span>
        <span
          className={cx(
            "min-w-0 flex-1",
            isOpen ? "whitespace-pre-wrap [overflow-wrap:anywhere]" : "truncate",
          )}
        >
          {isOpen ? line.body : first}
          {!isOpen && others.length > 0 && (
            <span className="text-fg-muted"> +{counted(others.length, "line")}</span>
          )}
          {!isOpen && <Glance attributes={line.attributes} />}
        </span>
      </button>
      {isOpen && <LineDetail line={line} />}
    </div>
  );
}

/** The first attributes, where there is room: many lines say "request", and only these tell them apart. */
function Glance({ attributes }: { attributes: Record<string, unknown> }) {
  const first = flatten(attributes).slice(0, GLANCE_ATTRIBUTES);
  if (first.length === 0) return null;
  return (
    <span className="hidden text-fg-muted sm:inline">
      {first.map(([name, value]) => ` ${name}=${value.slice(0, GLANCE_LETTERS)}`)}
    </span>
  );
}

function LineDetail({ line }: { line: LogLine }) {
  const [search, setSearch] = useQueryStates(logSearch, { history: "push" });
  const around = { ...aroundInstant(line.at), line: line.id };
  const narrow = (term: string) =>
    void setSearch({ q: [search.q, term].filter(Boolean).join(" "), line: null });
  const facts: [string, string][] = [
    ["time", line.at],
    ["service", line.service],
    ["environment", line.environment],
    ["region", line.region],
    ["release", line.release ? `#${line.release.number}` : ""],
    ["source", line.origin],
  ];
  const linkOf = () => {
    const url = new URL(location.href);
    for (const [key, value] of Object.entries(around)) url.searchParams.set(key, value);
    url.searchParams.delete("live");
    return url.toString();
  };
  return (
    <div className="flex flex-col gap-2 border-t border-border/60 bg-surface-2 px-3 py-2 text-xs sm:pl-8">
      <div className="flex flex-wrap items-center gap-2">
        <CopyButton text={line.body} label="Copy line" worded />
        <CopyButton text={linkOf} label="Copy link" worded />
        <Button
          size="sm"
          icon={LinkIcon}
          onClick={() => void setSearch({ ...around, q: null, severity: null, live: null })}
        >
          Show around this line
        </Button>
        {line.traceId && <TextLink to={momentInTrace(line.traceId, line)}>Trace</TextLink>}
        {line.traceId && (
          <Button size="sm" onClick={() => narrow(`trace:${line.traceId}`)}>
            Lines of its trace
          </Button>
        )}
      </div>
      <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-3 gap-y-0.5 font-mono">
        {facts
          .filter(([, value]) => value !== "")
          .map(([name, value]) => (
            <Fact key={name} name={name} value={value} />
          ))}
        {line.traceId && <Fact name="trace" value={line.traceId} />}
        {line.spanId && <Fact name="span" value={line.spanId} />}
        {flatten(line.attributes).map(([name, value]) => (
          <Fact key={name} name={name} value={value} onChoose={() => narrow(`${name}:"${value}"`)} />
        ))}
      </dl>
    </div>
  );
}

type FactProps = { name: string; value: string; onChoose?: () => void };

function Fact({ name, value, onChoose }: FactProps) {
  return (
    <>
      <dt className="text-fg-muted [overflow-wrap:anywhere]">{name}</dt>
      <dd className="min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]">
        {onChoose && !value.includes('"') && value.length < 200 ? (
          <button
            type="button"
            title={`Only lines with ${name} ${value}`}
            onClick={onChoose}
            className="rounded-sm text-left hover:underline"
          >
            {value}
          </button>
        ) : (
          value
        )}
      </dd>
    </>
  );
}

/** Objects as names with dots, as the search has them. */
function flatten(attributes: Record<string, unknown>, prefix = ""): [string, string][] {
  return Object.entries(attributes).flatMap(([name, value]): [string, string][] => {
    const path = prefix ? `${prefix}.${name}` : name;
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return flatten(Object.fromEntries(Object.entries(value)), path);
    return [[path, typeof value === "string" ? value : JSON.stringify(value)]];
  });
}
