import { PIPELINE_DEFAULTS } from "@/db/enums";
import type { StageView } from "@/lib/gates/contract";

import { windowInWords, zoneInWords } from "./window-words";

/** What a stage asks of a release, one sentence each; empty where it asks for nothing. */
export function stageAsks({ after, needs, soak, checks, approvals, windows }: StageView): string[] {
  const before = list(after, needs === "one" ? "or" : "and");
  const sentences: string[] = [];
  if (after.length > 0) {
    sentences.push(`Has served in ${before}${soak ? `, for ${soak} without a break` : ""}.`);
  }
  if (checks && checks.length > 0) {
    sentences.push(
      checks.length === 1
        ? `The check ${list(checks, "and")} has passed in ${before}.`
        : `The checks ${list(checks, "and")} have passed in ${before}.`,
    );
  }
  if (approvals) sentences.push(approvalsInWords(approvals));
  if (windows) {
    const times = list(windows.open.map(windowInWords), "and");
    sentences.push(`Begins only ${times} (${zoneInWords(windows.timeZone)}).`);
  }
  return sentences;
}

/** What happens there by itself. */
export function stageDoes({ promotion, rollback, watch, after }: StageView): string[] {
  const source = after.length === 0 ? "every new release" : "what served before";
  return [
    promotion === "automatic"
      ? `Takes ${source} by itself, as soon as nothing stands in the way.`
      : `Waits for a person to ${after.length === 0 ? "deploy" : "promote"}.`,
    ...(rollback === "automatic"
      ? [`Goes back by itself when its monitors fail within ${watch ?? PIPELINE_DEFAULTS.watch}.`]
      : []),
  ];
}

function approvalsInWords({ count, role, team, expires }: NonNullable<StageView["approvals"]>): string {
  const who = team === undefined ? `${role ?? "operator"}s` : `${role ? `${role}s of ` : ""}team ${team}`;
  const what = count === 1 ? "Approval by one of" : `Approval by ${count} of`;
  return `${what} the ${who}, never by who asked for it; canceled without it after ${expires ?? PIPELINE_DEFAULTS.expires}.`;
}

function list(words: readonly string[], join: "and" | "or"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${join} ${words.at(-1)}`;
}
