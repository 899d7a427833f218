import { PHASE_WORDS } from "@/components/delivery/phase-words";
import { releaseName } from "@/components/delivery/release-name";
import { durationInWords } from "@/components/time/format-instant";
import type { DeploymentView } from "@/lib/delivery/contract";

import { deploymentSentence, tookMs } from "./deployment-sentence";

const LOG_LINES = 20;

/** The deployment for a chat or an incident note. Instants are in UTC, because readers sit in several zones. */
export function deploymentMarkdown(deployment: DeploymentView, pageUrl: string): string {
  const { serviceName, environment, release, previous, failure, phases, changes } = deployment;
  const ms = tookMs(deployment);
  const newest = phases.filter(({ attempt }) => attempt === phases.at(-1)?.attempt);
  const lines = [
    `**${serviceName} → ${environment}: ${releaseName(release)}** ([deployment](${pageUrl}))`,
    "",
    deploymentSentence(deployment)
      .map((part) => (typeof part === "string" ? part : utc(part.at)))
      .join(""),
    "",
    `- Release: ${releaseName(release)}${release.subject ? `: ${inline(release.subject)}` : ""}`,
    previous ? `- Replaces: ${releaseName(previous.release)}` : "- Replaces: nothing, it is the first",
    `- Requested by ${inline(deployment.requestedByName)} at ${utc(deployment.createdAt)} (${deployment.kind})`,
    ...(deployment.reason ? [`- Reason: ${inline(deployment.reason)}`] : []),
    ...deployment.waitingFor.map(
      ({ message, until }) => `- Waits: ${inline(message)}${until ? ` (until ${utc(until)})` : ""}`,
    ),
    ...(ms === undefined ? [] : [`- Took: ${durationInWords(ms)}`]),
    ...(newest.length > 0 ? [`- Phases: ${newest.map(inWords).join(", ")}`] : []),
    ...(changes.commits.length > 0 ? ["", "Commits:", ...changes.commits.map(commitLine)] : []),
    ...(failure?.logTail?.length ? ["", fenced(failure.logTail.slice(-LOG_LINES))] : []),
  ];
  return `${lines.join("\n")}\n`;
}

const inWords = ({ phase, status, durationMs }: DeploymentView["phases"][number]) =>
  `${PHASE_WORDS[phase].toLowerCase()} ${durationMs === null || status === "skipped" ? status : durationInWords(durationMs)}`;

const commitLine = ({ sha, subject, authorName }: DeploymentView["changes"]["commits"][number]) =>
  `- \`${sha.slice(0, 7)}\` ${inline(subject)} (${inline(authorName)})`;

const utc = (instant: string) => `${instant.slice(0, 19).replace("T", " ")} UTC`;

/** Other people's words must not turn into headings, links or mentions. */
const inline = (text: string) => text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_[\]<>#|@]/g, String.raw`\$&`);

/** A fence longer than any run of backticks inside. */
function fenced(lines: string[]): string {
  const text = lines.join("\n");
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}
