export { mergeIssues, pinHash, splitIssue, undoRegrouping } from "./commands/regroup";
export { assignIssue, ignoreIssue, reopenIssue, resolveIssue } from "./commands/triage";
export { ATTACHMENT_TYPES, getAttachment } from "./queries/attachments";
export { getIssue } from "./queries/get-issue";
export { listIssues } from "./queries/list-issues";
export { listTraceErrors } from "./queries/trace-errors";
export { assembleBundle, storeChunks } from "./source-maps/store";
export { CHUNK_BYTES, CHUNKS_PER_REQUEST, MOST_BUNDLE_BYTES } from "./source-maps/limits";
export { getReleaseHealth } from "./queries/release-health";
