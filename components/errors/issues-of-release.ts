import { issuesQuery } from "@/lib/errors/query-options";

import { OPEN_STATUSES } from "./issue-words";

/** So many are named; of more it is said that there are more. */
const NAMED = 4;

/** The open issues that a release brought. */
export const issuesOfRelease = (service: { id: string }, release: { id: string }) =>
  issuesQuery({ service: service.id, release: release.id, status: OPEN_STATUSES }, NAMED);
