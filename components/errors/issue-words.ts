import { releaseName } from "@/components/delivery/release-name";
import type { IssueView } from "@/lib/errors/contract";

/** Where it happens and what was decided, in a sentence or two. */
export function issueSentence(issue: IssueView): string {
  const where = issue.environments.length > 0 ? ` in ${issue.environments.join(" and ")}` : "";
  const since = issue.firstRelease ? ` since ${releaseName(issue.firstRelease)}` : "";
  return [`${issue.culprit || "Somewhere"} of ${issue.serviceName}${where}${since}.`, decisionOf(issue)]
    .filter(Boolean)
    .join(" ");
}

function decisionOf({ status, resolved, ignored }: IssueView): string {
  if (status === "ignored" && ignored) {
    if (ignored.until) return `Ignored until ${new Date(ignored.until).toUTCString()}.`;
    if (ignored.untilCount !== null) return `Ignored until event ${ignored.untilCount.toLocaleString("en")}.`;
    return ignored.untilNextRelease
      ? "Ignored until a newer release has it."
      : "Ignored until somebody opens it.";
  }
  if (!resolved) return "";
  const release = resolved.release && releaseName(resolved.release);
  const how =
    resolved.resolution === "in_release"
      ? `in ${release ?? "a release that is gone"}`
      : resolved.resolution === "in_next_release"
        ? `in the first release after ${release ?? "the one of that time"}`
        : "by what ran then";
  if (status === "resolved") return `${resolved.byName} resolved it ${how}.`;
  return status === "regressed"
    ? `${resolved.byName} had resolved it ${how}, and a release with the fix has it again.`
    : "";
}

/** Those of an issue that is open, as the API takes them. */
export const OPEN_STATUSES = "unresolved,regressed";

export const isOpen = ({ status }: Pick<IssueView, "status">): boolean =>
  status === "unresolved" || status === "regressed";
