import { counted } from "@/components/delivery/counted";
import { releaseName } from "@/components/delivery/release-name";
import { durationInWords } from "@/components/time/format-instant";
import type { DeploymentPhase } from "@/db/enums";
import type { DeploymentView } from "@/lib/delivery/contract";

/** A piece of a sentence: words, or an instant. On the page it is a time of day or an age, in text it is UTC. */
export type SentencePart = string | { at: string; as: "clock" | "ago" };

type SentenceOptions = {
  /** The cause stands beside the sentence, so it is not said twice. */
  causeShown?: boolean;
  /** Id of the release that serves in the environment now, when the page knows it. */
  servesNow?: string | undefined;
};

/**
 * Did it work, and if not, why: the first thing the page of a deployment says. Pure, so that the page and the
 * Markdown copy say the same.
 */
export function deploymentSentence(
  deployment: DeploymentView,
  { causeShown = false, servesNow }: SentenceOptions = {},
): SentencePart[] {
  const { status, failure } = deployment;
  const why = failure && !causeShown ? ` ${sentence(failure.message)}` : "";
  const kept = keptServing(deployment, servesNow);
  switch (status) {
    case "queued":
    case "waiting":
      return waiting(deployment);
    case "running":
      return running(deployment);
    case "succeeded":
      return succeeded(deployment);
    case "failed":
      return [`${failed(deployment, why)} ${kept}`];
    case "errored":
      return [`It could not be told whether this release works.${why}`];
    case "canceled":
      // The server's message says who canceled it and why.
      return [`${why.trim() || "Canceled."} ${kept}`];
    case "superseded":
      return [`Never started.${why}`];
    case "interrupted":
      return [`Interrupted.${why}`];
  }
}

/** How long the work took, without the wait in the queue; undefined before it is over. */
export function tookMs({
  startedAt,
  finishedAt,
}: Pick<DeploymentView, "startedAt" | "finishedAt">): number | undefined {
  return startedAt && finishedAt ? Date.parse(finishedAt) - Date.parse(startedAt) : undefined;
}

const DOING: Record<DeploymentPhase, string> = {
  prepare: "preparing",
  migrate: "migrating",
  roll_out: "starting the release",
  switch: "switching traffic",
  verify: "verifying that the new release answers",
  watch: "watching whether it stays up",
};

function waiting({ environment, waiting: ahead, waitingFor, createdAt }: DeploymentView): SentencePart[] {
  const asked: SentencePart[] = [" Requested ", { at: createdAt, as: "ago" }, "."];
  const [gate, ...more] = waitingFor;
  if (gate) {
    const others = more.length > 0 ? ` And ${counted(more.length, "more reason")}.` : "";
    return [`Waiting for ${environment}: ${sentence(gate.message)}${others}`, ...asked];
  }
  if (ahead.length === 0) return [`Queued for ${environment}; it starts in a moment.`, ...asked];
  return [`Waiting for ${environment}: ${ahead.map(sentence).join(" ")}`, ...asked];
}

function running(deployment: DeploymentView): SentencePart[] {
  const { cancelRequestedAt, environment, phase, startedAt, attempts } = deployment;
  if (cancelRequestedAt) {
    return ["Cancel requested ", { at: cancelRequestedAt, as: "ago" }, ": it stops at the next safe point."];
  }
  const doing = phase ? DOING[phase] : "starting";
  const resumed = attempts > 1 ? ` Resumed after a restart, attempt ${attempts}.` : "";
  const started: SentencePart[] = startedAt ? [" Started ", { at: startedAt, as: "ago" }, "."] : [];
  return [`On its way to ${environment}: ${doing}.`, ...started, resumed];
}

function succeeded(deployment: DeploymentView): SentencePart[] {
  const { environment, outcome, finishedAt, replacedBy, failure } = deployment;
  const ms = tookMs(deployment);
  const took = ms === undefined ? "" : ` Took ${durationInWords(ms)}.`;
  const since: SentencePart[] = finishedAt ? [" since ", { at: finishedAt, as: "clock" }] : [];
  const until: SentencePart[] = replacedBy
    ? [" until ", { at: replacedBy.at, as: "clock" }]
    : [" until it was replaced"];
  switch (outcome) {
    case "live":
    case null:
      return [`Live in ${environment}`, ...since, `.${took}`];
    case "replaced":
      return [`Served ${environment}`, ...until, `.${took}`];
    case "rolled_back":
      return [`Served ${environment}`, ...until, `, when somebody rolled it back.${took}`];
    case "rolled_back_auto":
      return [`Rolled back automatically.${failure ? ` ${sentence(failure.message)}` : ""}`];
  }
}

function failed(deployment: DeploymentView, why: string): string {
  const ms = tookMs(deployment);
  if (why) return `Failed:${why}`;
  return ms === undefined ? "Failed." : `Failed after ${durationInWords(ms)}.`;
}

function keptServing({ previous, environment }: DeploymentView, servesNow: string | undefined): string {
  if (!previous) return `Nothing served ${environment} before it.`;
  const serves = previous.release.id === servesNow ? "still serves" : "kept serving";
  return `${releaseName(previous.release)} ${serves}.`;
}

/** Ends with a full stop, whatever it came with. */
function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
