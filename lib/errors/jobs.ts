import type { NewJob } from "@/lib/core/publish";

export const TASKS = { judge: "error_issue.judge" } as const;

/** Asks git whether a release from which events come has the fix. One job per pair, however many events there are. */
export const judgeJob = (issueId: string, releaseId: string): NewJob => ({
  task: TASKS.judge,
  payload: { issueId, releaseId },
  key: `judge:${issueId}:${releaseId}`,
  maxAttempts: 5,
});
