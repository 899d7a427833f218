import { randomBytes } from "node:crypto";

/**
 * Headers that begin a trace which nobody records: SDKs of OpenTelemetry and of Sentry follow the decision of whoever
 * asks, and a question of ours, asked every few seconds, is not what a service is there for. Errors are told all the same.
 * https://www.w3.org/TR/trace-context/#sampled-flag, https://develop.sentry.dev/sdk/telemetry/traces/#header-sentry-trace
 */
export function unrecordedTrace(): { traceparent: string; "sentry-trace": string } {
  const [trace, span] = [randomBytes(16).toString("hex"), randomBytes(8).toString("hex")];
  return { traceparent: `00-${trace}-${span}-00`, "sentry-trace": `${trace}-${span}-0` };
}
