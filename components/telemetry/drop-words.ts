import type { Drop, DroppedSignal, ShownDropReason } from "@/lib/telemetry/contract";

const SIGNALS: Record<DroppedSignal, [one: string, many: string]> = {
  spans: ["span", "spans"],
  logs: ["log line", "log lines"],
  metrics: ["point of a metric", "points of metrics"],
  errors: ["error event", "error events"],
  attachments: ["attachment", "attachments"],
  requests: ["request", "requests"],
};

type Told = {
  /** "1,240 spans were …": what happened to them. */
  happened: string;
  /** Why, and whether anything is lost by it. */
  why: string;
  /** What one can do; nothing where nothing has to be done. */
  next?: string;
};

const REASONS: Record<ShownDropReason, Told> = {
  invalid: {
    happened: "could not be read",
    why: "They do not follow the protocol, lie too far in the past or the future, or hold what cannot be kept.",
    next: "Look at the clock of the machine that sends, and at the version of its SDK.",
  },
  too_large: {
    happened: "came in pieces that are too large",
    why: "One delivery, after it is unpacked, may be as large as SLIPWAY_INTAKE_MAX_BODY_BYTES says.",
    next: "Let the SDK send smaller batches, or raise that number.",
  },
  overload: {
    happened: "were turned away while the intake was full",
    why: "SDKs are told to send them again and mostly do, so nothing has to be missing.",
    next: "If this goes on, let the service send less, or give the database more room.",
  },
  sampled: {
    happened: "are counted but not kept one by one",
    why: "There was more than there is room for. Rates, errors and durations have all of them; of their traces some are left out.",
    next: "Raise SLIPWAY_EVIDENCE_MB to keep more.",
  },
  budget: {
    happened: "were removed early to make room",
    why: "Older evidence goes first, and ordinary traces before slow and failed ones. Rates, errors and durations have all of them.",
    next: "Raise SLIPWAY_EVIDENCE_MB to keep more.",
  },
  limit: {
    happened: "were cut short or are over a limit",
    why: "Over-long values are shortened. What is over the number of series, lines a second or events of an error is left out.",
    next: "Look for a label or a field that is different in each request, such as an id.",
  },
  client: {
    happened: "were given up by the SDK before it sent them",
    why: "The same error came twice in a row, a filter or the sample rate left them out, its queue was full, or the network was away.",
    next: "Its debug option (`debug: true`) prints the reason. With Sentry, `Dedupe` leaves out repeated errors unless it is taken off.",
  },
  unsupported: {
    happened: "are of a kind that Slipway does not keep",
    why: "Replays and profiles have no place here.",
  },
  oversized: {
    happened: "came larger than one may be",
    why: "An attachment of an error is kept up to 1 MiB. The error itself is there.",
    next: "Let the service attach the end of a log, or a smaller picture.",
  },
  too_many: {
    happened: "came with an error that has five already",
    why: "The first five attachments of an error are kept.",
    next: "Put small ones together into one.",
  },
  allowance: {
    happened: "came when those of the day had filled their room",
    why: "A service keeps so many bytes of attachments in an environment and day as SLIPWAY_ATTACHMENTS_MB says.",
    next: "Attach less, or raise that number.",
  },
  no_event: {
    happened: "came with no error that is kept",
    why: "Of a flood of the same error only twenty an hour are kept, attachments of transactions have no place, and those of an error that has not come before them are not kept waiting.",
  },
  revoked: {
    happened: "were refused, because their key was rotated",
    why: "Nobody looked at what was in them. SDKs do not send it again.",
    next: "Deploy the release again, which gives its processes the new key; elsewhere, set the new key.",
  },
  uncounted: {
    happened: "were answered and not counted",
    why: "The portal or its database was away for longer than the gateway keeps counts.",
  },
};

export const reasonOf = (reason: ShownDropReason): Told => REASONS[reason];

/** "could not be read"; the reason itself where an older portal does not know it. */
export function happenedTo(items: number, reason: string): string {
  const happened = Object.entries(REASONS).find(([each]) => each === reason)?.[1].happened ?? reason;
  return items === 1 ? happened.replace(/^were /, "was ").replace(/^are /, "is ") : happened;
}

const DELIVERIES: ReadonlySet<ShownDropReason> = new Set(["too_large", "overload", "revoked"]);

/** "1,240 spans"; of what nobody read the deliveries are counted. */
export function droppedInWords({ signal, reason, items }: Pick<Drop, "signal" | "reason" | "items">): string {
  const [one, many] = SIGNALS[signal];
  const number = items.toLocaleString("en");
  // The SDK of Sentry sends everything to one address, and nobody looked at what it was.
  if (reason === "revoked" && signal === "errors")
    return `${number} ${items === 1 ? "delivery" : "deliveries"} of the Sentry SDK`;
  if (DELIVERIES.has(reason)) return `${number} ${items === 1 ? "delivery" : "deliveries"} of ${many}`;
  return `${number} ${items === 1 ? one : many}`;
}
