/** The first sentence about a place or something inside of it: `stages.1.approvals` has that of `…approvals.count`. */
export function problemAt(problems: Readonly<Record<string, string>>, path: string): string | undefined {
  return problems[path] ?? Object.entries(problems).find(([where]) => where.startsWith(`${path}.`))?.[1];
}
