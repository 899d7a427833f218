import type { SessionOutcome } from "@/db/enums";

import type { SessionCount } from "../contract/batch";
import { instantOf, isRecord, type Json, listOf, numberOf, recordOf, textOf, wholeOf } from "./lenient";

/** Sessions that began longer ago are not counted: nobody could tell them from made-up ones. */
const WINDOW_MS = 5 * 86_400_000;
const MOST_AGGREGATES = 100;
const MOST_QUANTITY = 1_000_000;

/**
 * One session as it is told of at one moment. Only its first mention counts it (`init`), and each later one tells how it
 * ends: terminal states are final, so an end is told once. A crash is an error whatever the count says.
 */
export function readSession(payload: Json, receivedAtMs: number): SessionCount[] {
  const attributes = recordOf(payload["attrs"]);
  const startedMs = startOf(payload["started"] ?? payload["timestamp"], receivedAtMs);
  if (startedMs === null) return [];
  const status = payload["status"];
  const isCrash = status === "crashed";
  const isAbnormal = status === "abnormal";
  const hasErrors = (numberOf(payload["errors"]) ?? 0) > 0 || isCrash;
  const outcome: SessionOutcome = isCrash
    ? "crashed"
    : isAbnormal
      ? "abnormal"
      : hasErrors
        ? "errored"
        : "healthy";
  const isFirst = payload["init"] === true;
  return [
    {
      sessionId: textOf(payload["sid"], 64),
      userId: textOf(payload["did"], 200),
      startedMs,
      isFirst,
      outcome,
      quantity: 1,
      release: textOf(attributes["release"], 250),
    },
  ];
}

/** Sessions that the SDK counted together: `{aggregates: [{started, exited, errored, crashed, abnormal}], attrs}`. */
export function readSessionAggregates(payload: Json, receivedAtMs: number): SessionCount[] {
  const release = textOf(recordOf(payload["attrs"])["release"], 250);
  return listOf(payload["aggregates"])
    .filter(isRecord)
    .slice(0, MOST_AGGREGATES)
    .flatMap((aggregate) => {
      const startedMs = startOf(aggregate["started"], receivedAtMs);
      if (startedMs === null) return [];
      const of = (name: string, outcome: SessionOutcome): SessionCount[] => {
        const quantity = Math.min(wholeOf(aggregate[name]) ?? 0, MOST_QUANTITY);
        const userId = textOf(aggregate["did"], 200);
        return quantity === 0
          ? []
          : [{ sessionId: null, userId, startedMs, isFirst: true, outcome, quantity, release }];
      };
      return [
        ...of("exited", "healthy"),
        ...of("errored", "errored"),
        ...of("crashed", "crashed"),
        ...of("abnormal", "abnormal"),
      ];
    });
}

function startOf(value: unknown, receivedAtMs: number): number | null {
  const startedMs = instantOf(value);
  if (startedMs === null || startedMs < receivedAtMs - WINDOW_MS) return null;
  return Math.min(startedMs, receivedAtMs);
}
