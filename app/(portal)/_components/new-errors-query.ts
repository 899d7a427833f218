import { OPEN_STATUSES } from "@/components/errors/issue-words";
import { issuesQuery } from "@/lib/errors/query-options";

const SHOWN = 3;

const NEW_ERRORS = { status: OPEN_STATUSES, since: "serving" } as const;
export const newErrorsQuery = issuesQuery(NEW_ERRORS, SHOWN);
export const newErrorsInput = { ...NEW_ERRORS, limit: SHOWN };
