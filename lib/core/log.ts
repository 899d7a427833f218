import pino from "pino";

/** Structured facts, once, at the edge, with ids. Secrets never reach it by name. */
export const log = pino({
  level: process.env.SLIPWAY_LOG_LEVEL ?? "info",
  base: { process: process.env.SLIPWAY_PROCESS ?? "web" },
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: [
    "password",
    "token",
    "authorization",
    "cookie",
    "*.password",
    "*.token",
    "*.authorization",
    "*.cookie",
  ],
});
