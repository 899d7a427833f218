import type { DeploymentKind } from "@/db/enums";

import type { MessageTone } from "../contract";

export type About = { what: string; where: string; kind: DeploymentKind | undefined };
type Told = { title: (about: About) => string; tone: MessageTone };

const isBack = ({ kind }: About) => kind === "rollback";

/**
 * The first line for each type that is known: what happened to what, and where. `what` is "shop #12", `where` is
 * " in production" or nothing.
 */
const TITLES: Record<string, Told> = {
  "deployment.requested": {
    title: (about) =>
      isBack(about)
        ? `Rollback to ${about.what}${about.where} was asked for`
        : `${about.what} is on its way${about.where.replace(" in ", " to ")}`,
    tone: "info",
  },
  "deployment.succeeded": {
    title: (about) =>
      isBack(about) ? `Back on ${about.what}${about.where}` : `${about.what} is live${about.where}`,
    tone: "ok",
  },
  "deployment.failed": { title: ({ what, where }) => `${what} failed${where}`, tone: "fail" },
  "deployment.errored": {
    title: ({ what, where }) => `The deployment of ${what}${where} ended without a verdict`,
    tone: "fail",
  },
  "deployment.interrupted": {
    title: ({ what, where }) => `The deployment of ${what}${where} was interrupted`,
    tone: "fail",
  },
  "deployment.canceled": {
    title: ({ what, where }) => `The deployment of ${what}${where} was canceled`,
    tone: "info",
  },
  "deployment.superseded": {
    title: ({ what, where }) => `The deployment of ${what}${where} gave way to a newer one`,
    tone: "info",
  },
  "deployment.rolled_back_auto": {
    title: ({ what, where }) => `${what} was rolled back by itself${where}`,
    tone: "fail",
  },
  "deployment.rolled_back": { title: ({ what, where }) => `${what} was taken back${where}`, tone: "warn" },
  "deployment.rollback_withheld": {
    title: ({ what, where }) => `${what} fails${where}, and somebody has to decide`,
    tone: "fail",
  },
  "deployment.released": {
    title: ({ what, where }) => `Nothing holds ${what} back any more${where}`,
    tone: "ok",
  },
  "approval.requested": { title: ({ what, where }) => `${what} waits for an approval${where}`, tone: "warn" },
  "approval.granted": { title: ({ what, where }) => `${what} was approved${where}`, tone: "ok" },
  "approval.rejected": { title: ({ what, where }) => `${what} was not approved${where}`, tone: "fail" },
  "approval.expired": {
    title: ({ what, where }) => `The approval of ${what}${where} has expired`,
    tone: "warn",
  },
  "gate.blocked": { title: ({ what, where }) => `${what} is held back${where}`, tone: "warn" },
  "gate.overridden": {
    title: ({ what, where }) => `${what} goes on in spite of a gate${where}`,
    tone: "warn",
  },
  "hold.placed": { title: ({ what, where }) => `Automation is on hold for ${what}${where}`, tone: "warn" },
  "release.quarantined": { title: ({ what }) => `${what} is in quarantine`, tone: "warn" },
  "release.ready": { title: ({ what }) => `${what} is built`, tone: "ok" },
  "release.failed": { title: ({ what }) => `${what} could not be built`, tone: "fail" },
  "check.monitor_failed": { title: ({ what, where }) => `A monitor of ${what} fails${where}`, tone: "fail" },
  "check.monitor_errored": {
    title: ({ what, where }) => `A monitor of ${what} cannot tell${where}`,
    tone: "warn",
  },
  "check.monitor_recovered": {
    title: ({ what, where }) => `A monitor of ${what} passes again${where}`,
    tone: "ok",
  },
  "freeze.skipped": { title: () => "A freeze was ended for this time only", tone: "info" },
  "hold.released": { title: ({ what, where }) => `Automation goes on for ${what}${where}`, tone: "info" },
  "release.quarantine_lifted": { title: ({ what }) => `${what} is out of quarantine`, tone: "info" },
  "placement.restarted": {
    title: ({ what, where }) => `${what} ended and was started again${where}`,
    tone: "fail",
  },
  "placement.recovered": {
    title: ({ what, where }) => `${what} runs without a break again${where}`,
    tone: "ok",
  },
  "drift.repaired": {
    title: ({ what, where }) => `${what} runs as it was deployed again${where}`,
    tone: "ok",
  },
  "drift.detected": {
    title: ({ what, where }) => `${what} does not run as it was deployed${where}`,
    tone: "warn",
  },
  "notification.channel_failed": { title: () => "A channel cannot be reached", tone: "fail" },
};

const BAD = /(failed|errored|broken|rejected|interrupted|rolled_back_auto)$/;

/** The first line and its tone; of a type that nobody has words for, its own words. */
export function titleOf(type: string, about: About): { title: string; tone: MessageTone } {
  const told = TITLES[type];
  if (told) return { title: told.title(about), tone: told.tone };
  const words = type.replaceAll(/[._]+/g, " ");
  const what = about.what ? `: ${about.what}${about.where}` : about.where;
  return {
    title: `${words.charAt(0).toUpperCase()}${words.slice(1)}${what}`,
    tone: BAD.test(type) ? "fail" : "info",
  };
}
