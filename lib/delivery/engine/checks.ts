import "server-only";
import { runGate } from "@/lib/checks";

import type { Report, Started } from "../targets/target";
import type { Run } from "./phases";

const LISTEN_MS = 3_000;
const TAIL_LINES = 20;

/** A check said that the release is not what it has to be: the verdict is *failed*. */
export class CheckFailed extends Error {
  override name = "CheckFailed";
  constructor(
    message: string,
    /** The last lines that the release printed, oldest first. */
    readonly logTail: readonly string[],
  ) {
    super(message);
  }
}
/** A check could not tell: the verdict is *errored*, and never a success. */
export class CheckErrored extends Error {
  override name = "CheckErrored";
  constructor(
    message: string,
    readonly moment: "before_traffic" | "after_traffic",
  ) {
    super(message);
  }
}
export const isCheckVerdict = (error: unknown): error is CheckFailed | CheckErrored =>
  error instanceof CheckFailed || error instanceof CheckErrored;

/**
 * Asks the new release itself, before anybody else gets to it. A rollback is not held up: its release has served here
 * before, and whoever goes back at three in the morning has no time for what passed then.
 */
export async function checkBeforeTraffic(run: Run, { url, directUrl }: Started): Promise<string> {
  if (run.work.kind === "rollback") return "";
  if (directUrl === undefined)
    return " This target lets nobody in before traffic, so its checks run after the switch only.";
  return check(run, "before_traffic", { baseUrl: directUrl, host: new URL(url).host });
}

/**
 * Asks through the public route, as people do. It does not stop a rollback, for going back to what is worse helps nobody;
 * but the rollback does not count as a success either.
 */
export const checkAfterTraffic = (run: Run, url: string): Promise<string> =>
  check(run, "after_traffic", { baseUrl: url });

async function check(
  run: Run,
  moment: "before_traffic" | "after_traffic",
  where: { baseUrl: string; host?: string },
): Promise<string> {
  const { ctx, work, rollout, log, signal } = run;
  const { deploymentId } = work.claim;
  const variables = rollout.environmentVariables;
  const verdict = await runGate(ctx, { deploymentId, moment, variables, ...where }, signal);
  if (verdict.status === "none") return "";
  // Why is mostly in what the release printed while it was asked.
  const logTail = verdict.status === "passed" ? [] : await listen(run);
  const isBad = verdict.status !== "passed" && work.kind !== "rollback";
  // Whatever ends a deployment is written where it ends.
  if (!isBad) log.write({ stream: "system", text: verdict.message });
  if (verdict.status === "passed") return ` ${verdict.message}`;
  if (work.kind === "rollback") {
    work.checkTrouble = verdict.message;
    return ` ${verdict.message} The rollback goes on.`;
  }
  throw verdict.status === "failed"
    ? new CheckFailed(verdict.message, logTail)
    : new CheckErrored(verdict.message, moment);
}

/**
 * What the release has printed lately; it goes to the log of the deployment as well. Nobody listens between its start and
 * its watch, and a target that is asked for what runs already answers at once, with every line since. Empty when it cannot.
 */
async function listen({ work, rollout, report, signal }: Run): Promise<string[]> {
  const lines: string[] = [];
  const heard: Report = (line) => {
    report(line);
    if (line.stream !== "system") lines.push(line.text);
  };
  const enough = AbortSignal.any([signal, AbortSignal.timeout(LISTEN_MS)]);
  await work.target.start(rollout, heard, enough).catch(() => undefined);
  return lines.slice(-TAIL_LINES);
}
