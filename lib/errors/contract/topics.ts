/** What browsers are told of: any issue, those of one service, one of them. */
export const topics = {
  issues: "errors",
  issue: (id: string) => `error-issue:${id}`,
} as const;
