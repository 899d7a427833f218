export { mergeIssues, pinHash, splitIssue, undoRegrouping } from "./commands/regroup";
export { assignIssue, ignoreIssue, reopenIssue, resolveIssue } from "./commands/triage";
export { getIssue } from "./queries/get-issue";
export { listIssues } from "./queries/list-issues";
export { getReleaseHealth } from "./queries/release-health";
