import { z } from "zod";

export const MakeIntakeKey = z.object({
  serviceId: z.string().min(1),
  environment: z.string().min(1).describe("Name of the environment whose processes will send."),
  rotate: z
    .boolean()
    .default(false)
    .describe(
      "A new key; the one before is refused within seconds, also from processes that still run with it.",
    ),
});
export type MakeIntakeKey = z.input<typeof MakeIntakeKey>;

export const IntakeKeyView = z.object({
  otlpEndpoint: z.string().describe("For OTEL_EXPORTER_OTLP_ENDPOINT."),
  otlpHeaders: z.string().describe("For OTEL_EXPORTER_OTLP_HEADERS."),
  sentryDsn: z.string().describe("For SENTRY_DSN."),
});
export type IntakeKeyView = z.infer<typeof IntakeKeyView>;
