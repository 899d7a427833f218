import type { Feedback } from "../contract/batch";
import { hexOf, instantOf, type Json, recordOf, textOf } from "./lenient";
import type { Clock } from "./spans";

const MOST_CHARS = 4_096;

/** An event of type `feedback`: what somebody wrote is in `contexts.feedback`. */
export function readFeedback(event: Json, clock: Clock): Feedback | undefined {
  const given = recordOf(recordOf(event["contexts"])["feedback"]);
  const message = textOf(given["message"], MOST_CHARS);
  return message === null
    ? undefined
    : {
        eventId: hexOf(given["associated_event_id"], 32),
        atMs: clock(instantOf(event["timestamp"])),
        name: textOf(given["name"], 200),
        email: textOf(given["contact_email"], 200),
        message,
      };
}

/** What SDKs before that sent: `{event_id, name, email, comments}`. */
export function readUserReport(report: Json, clock: Clock): Feedback | undefined {
  const message = textOf(report["comments"], MOST_CHARS);
  return message === null
    ? undefined
    : {
        eventId: hexOf(report["event_id"], 32),
        atMs: clock(null),
        name: textOf(report["name"], 200),
        email: textOf(report["email"], 200),
        message,
      };
}
