import { createHash } from "node:crypto";

import type { SpanRecord } from "@/lib/telemetry/contract";

import type { ErrorEvent } from "../contract/event";
import { clockOf } from "../protocol/clock";
import { textOf } from "../protocol/lenient";
import { framesOfText } from "./frames-of-text";

const MOST_PER_SPAN = 5;

/**
 * The exceptions that a span of OpenTelemetry tells of, as errors: its events `exception` with `exception.type`,
 * `.message` and `.stacktrace`. Source: OpenTelemetry semantic conventions, "Exceptions on spans". The id of each is made
 * of the span, so that a span that comes again is the same error.
 */
export const errorsInSpan = (
  span: SpanRecord,
  release: string | null,
  receivedAtMs = Date.now(),
): ErrorEvent[] =>
  span.events
    .filter(({ name }) => name === "exception")
    .slice(-MOST_PER_SPAN)
    .flatMap(({ atNs, attributes }, index) => {
      const type = textOf(attributes["exception.type"], 200);
      const value = textOf(attributes["exception.message"], 4_000);
      const stack = textOf(attributes["exception.stacktrace"], 64 * 1_024);
      if (type === null && value === null) return [];
      const id = createHash("sha256").update(`${span.traceId} ${span.spanId} ${index}`).digest("hex");
      const escaped = attributes["exception.escaped"];
      return [
        {
          eventId: id.slice(0, 32),
          atMs: clockOf(null, receivedAtMs)(Number(atNs / 1_000_000n)),
          level: "error" as const,
          platform: textOf(attributes["telemetry.sdk.language"], 40) ?? "other",
          message: null,
          messageTemplate: null,
          exceptions: [
            {
              type,
              value,
              frames: stack === null ? [] : framesOfText(stack),
              handled: escaped === undefined ? null : !(escaped === true || escaped === "true"),
              isSynthetic: false,
            },
          ],
          stack: [],
          fingerprint: [],
          transaction: textOf(span.name, 300),
          release,
          environment: null,
          serverName: null,
          user: null,
          tags: {},
          breadcrumbs: [],
          request: null,
          contexts: {},
          extra: {},
          traceId: span.traceId,
          spanId: span.spanId,
          sdk: "opentelemetry",
          debugImages: [],
          wasCut: false,
        },
      ];
    });
