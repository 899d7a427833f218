import type { ErrorEvent, ExceptionPart, Frame } from "./contract/event";

export const aFrame = (more: Partial<Frame> = {}): Frame => ({
  module: "payments",
  file: "/srv/payments.js",
  function: "pay",
  line: 1,
  column: 1,
  inApp: true,
  contextLine: null,
  before: [],
  after: [],
  ...more,
});

export const anException = (more: Partial<ExceptionPart> = {}): ExceptionPart => ({
  type: "Error",
  value: "it broke",
  frames: [],
  handled: true,
  isSynthetic: false,
  ...more,
});

let count = 0;

/** An event that says nothing but what a test is about. */
export const anEvent = (more: Partial<ErrorEvent> = {}): ErrorEvent => {
  count += 1;
  return {
    eventId: count.toString(16).padStart(32, "0"),
    atMs: Date.now(),
    level: "error",
    platform: "node",
    message: null,
    messageTemplate: null,
    exceptions: [],
    stack: [],
    fingerprint: [],
    transaction: null,
    release: null,
    environment: null,
    serverName: null,
    user: null,
    tags: {},
    breadcrumbs: [],
    request: null,
    contexts: {},
    extra: {},
    traceId: null,
    spanId: null,
    sdk: null,
    debugImages: [],
    wasCut: false,
    ...more,
  };
};
