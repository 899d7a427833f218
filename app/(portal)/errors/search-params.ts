import { createLoader, type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";

import { OPEN_STATUSES } from "@/components/errors/issue-words";
import type { IssueFilter } from "@/lib/errors/query-options";

/** *Open* is what somebody has to look at: unresolved and regressed. */
export const ISSUE_VIEWS = ["open", "resolved", "ignored", "all"] as const;

/** The filters of the list, as they stand in the URL. */
export const issueSearch = {
  service: parseAsString,
  environment: parseAsString,
  view: parseAsStringLiteral(ISSUE_VIEWS).withDefault("open"),
  release: parseAsString,
  search: parseAsString,
};

export const loadIssueSearch = createLoader(issueSearch);

const STATUS = { open: OPEN_STATUSES, resolved: "resolved", ignored: "ignored", all: undefined };

export function filterOf(search: inferParserType<typeof issueSearch>): IssueFilter {
  const { service, environment, view, release, search: text } = search;
  const status = STATUS[view];
  return {
    ...(service && { service }),
    ...(environment && { environment }),
    ...(status && { status }),
    ...(release && { release }),
    ...(text && { search: text }),
  };
}
