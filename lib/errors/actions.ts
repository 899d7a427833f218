"use server";

import { defineAction } from "@/lib/core/action";

import { mergeIssues, pinHash, splitIssue, undoRegrouping } from "./commands/regroup";
import { assignIssue, ignoreIssue, reopenIssue, resolveIssue } from "./commands/triage";
import {
  AssignIssue,
  IgnoreIssue,
  MergeIssues,
  PinHash,
  ReopenIssue,
  ResolveIssue,
  SplitIssue,
  UndoRegrouping,
} from "./contract";

export const assignIssueAction = defineAction(AssignIssue, assignIssue);
export const resolveIssueAction = defineAction(ResolveIssue, resolveIssue);
export const ignoreIssueAction = defineAction(IgnoreIssue, ignoreIssue);
export const reopenIssueAction = defineAction(ReopenIssue, reopenIssue);
export const mergeIssuesAction = defineAction(MergeIssues, mergeIssues);
export const splitIssueAction = defineAction(SplitIssue, splitIssue);
export const pinHashAction = defineAction(PinHash, pinHash);
export const undoRegroupingAction = defineAction(UndoRegrouping, undoRegrouping);
