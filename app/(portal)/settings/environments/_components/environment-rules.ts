import { durationInWords } from "@/components/time/format-instant";
import type { QueuePolicy, Role } from "@/db/enums";
import type { EnvironmentView } from "@/lib/catalog/contract";

export const DEPLOY_ROLES = ["developer", "operator", "administrator"] as const satisfies readonly Role[];

export const WHO_DEPLOYS: Record<Role, string> = {
  viewer: "Everybody",
  developer: "Developers, operators and administrators",
  operator: "Operators and administrators",
  administrator: "Administrators only",
};

/** What happens to a request while another deployment is under way. */
export const QUEUE_MEANS: Record<QueuePolicy, { word: string; means: string }> = {
  supersede: {
    word: "The newest wins",
    means: "A newer request takes the place of one that waits; what runs goes on to its end.",
  },
  fifo: { word: "One after the other", means: "Requests wait and run in the order they came." },
  reject: { word: "One at a time", means: "While one is under way, another request is refused." },
};

/** The rules of an environment, one sentence each. */
export function rulesInWords(environment: EnvironmentView): { label: string; sentence: string }[] {
  const { deployRole, queuePolicy, settleMs, drainMs, warmMs } = environment;
  const { word, means } = QUEUE_MEANS[queuePolicy];
  return [
    { label: "Who deploys", sentence: `${WHO_DEPLOYS[deployRole]} deploy, promote and roll back here.` },
    { label: "Queue", sentence: `${word}: ${lowerFirst(means)} A rollback goes before all others.` },
    {
      label: "Settle",
      sentence:
        settleMs === 0
          ? "A new release counts as good as soon as it is ready."
          : `A new release must stay up for ${durationInWords(settleMs)} before it counts as good.`,
    },
    {
      label: "Drain",
      sentence:
        drainMs === 0
          ? "Requests that the old release still answers are cut off at the switch."
          : `Requests that the old release still answers get ${durationInWords(drainMs)} to finish.`,
    },
    {
      label: "Warm",
      sentence:
        warmMs === 0
          ? "The release that was replaced stops at once, so a rollback starts it again."
          : `The release that was replaced keeps running for ${durationInWords(warmMs)}; a rollback within that time is instant.`,
    },
  ];
}

const lowerFirst = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
