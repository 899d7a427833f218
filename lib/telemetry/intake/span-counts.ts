import "server-only";
import { ALL_ENTRIES, countDuration, emptyHistogram, type Histogram } from "../contract";
import type { Counted } from "./add-counts";
import type { Operation } from "./operation-ids";
import type { SpanOperation } from "./span-operation";

const MINUTE_MS = 60_000;

type Sum = {
  sourceId: number;
  operation: Operation;
  minuteMs: number;
  statusClass: number;
  requests: number;
  errors: number;
  durationNs: number;
  histogram: Histogram;
};

/** What spans say was asked, added up: a few rows for thousands of spans. */
export class SpanCounts {
  readonly #sums = new Map<string, Sum>();

  add(
    sourceId: number,
    operation: Operation,
    { statusClass, isError }: Pick<SpanOperation, "statusClass" | "isError">,
    startMs: number,
    durationNs: number,
  ): void {
    const minuteMs = startMs - (startMs % MINUTE_MS);
    const { kind, method, route, peer } = operation;
    const key = `${sourceId} ${kind} ${minuteMs} ${statusClass} ${method} ${route} ${peer}`;
    let sum = this.#sums.get(key);
    if (!sum) {
      sum = {
        sourceId,
        operation,
        minuteMs,
        statusClass,
        requests: 0,
        errors: 0,
        durationNs: 0,
        histogram: emptyHistogram(),
      };
      this.#sums.set(key, sum);
    }
    sum.requests += 1;
    sum.durationNs += durationNs;
    if (isError) sum.errors += 1;
    countDuration(sum.histogram, durationNs / 1e9);
  }

  operations = (): Operation[] => [...this.#sums.values()].map(({ operation }) => operation);

  /** With the numbers of the dictionary. Requests that came in also count in the row over all of them. */
  counted = (idOf: (operation: Operation) => number | undefined): Counted[] =>
    [...this.#sums.values()].flatMap(({ operation, durationNs, histogram, ...sum }) => {
      const operationId = idOf(operation);
      if (operationId === undefined) return [];
      const isEntry = operation.kind === "server" || operation.kind === "consumer";
      const { offset, buckets } = histogram;
      const durationUs = Math.round(durationNs / 1_000);
      return [{ ...sum, operationId, totalId: isEntry ? ALL_ENTRIES : null, durationUs, offset, buckets }];
    });
}
