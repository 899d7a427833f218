/** Lines that repeat the one before them become one with a count, so that the lines that matter fit. */
export function collapseRepeats(lines: readonly string[]): { text: string; times: number }[] {
  const collapsed: { text: string; times: number }[] = [];
  for (const text of lines) {
    const last = collapsed.at(-1);
    if (last?.text === text) last.times += 1;
    else collapsed.push({ text, times: 1 });
  }
  return collapsed;
}
