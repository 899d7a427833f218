import "server-only";
import { runGate } from "@/lib/checks";

import type { Started } from "../targets/target";
import type { Run } from "./phases";

/** A check said that the release is not what it has to be: the verdict is *failed*. */
export class CheckFailed extends Error {
  override name = "CheckFailed";
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
  { ctx, work, rollout, log, signal }: Run,
  moment: "before_traffic" | "after_traffic",
  where: { baseUrl: string; host?: string },
): Promise<string> {
  const { deploymentId } = work.claim;
  const variables = rollout.environmentVariables;
  const verdict = await runGate(ctx, { deploymentId, moment, variables, ...where }, signal);
  if (verdict.status === "none") return "";
  const isBad = verdict.status !== "passed" && work.kind !== "rollback";
  // Whatever ends a deployment is written where it ends.
  if (!isBad) log.write({ stream: "system", text: verdict.message });
  if (verdict.status === "passed") return ` ${verdict.message}`;
  if (work.kind === "rollback") {
    work.checkTrouble = verdict.message;
    return ` ${verdict.message} The rollback goes on.`;
  }
  throw verdict.status === "failed"
    ? new CheckFailed(verdict.message)
    : new CheckErrored(verdict.message, moment);
}
