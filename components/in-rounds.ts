/** One change often touches several topics; they arrive together and are answered by one round of requests. */
const BURST_MS = 50;
/** While deployments run, changes come without a pause. With the read that follows, each is still seen within a second. */
const ROUND_MS = 400;

/**
 * Collects topics and hands them over together: the first ones of a quiet time at once, and then at most once per round,
 * until all were handed over.
 * @param answer may return topics that have to come again in the next round.
 */
export function inRounds(answer: (topics: ReadonlySet<string>) => Iterable<string>) {
  let waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let endedAtMs = Number.NEGATIVE_INFINITY;

  const add = (topic: string) => {
    waiting.add(topic);
    timer ??= setTimeout(round, Math.max(BURST_MS, endedAtMs + ROUND_MS - performance.now()));
  };
  const round = () => {
    const topics = waiting;
    waiting = new Set();
    timer = undefined;
    endedAtMs = performance.now();
    for (const topic of answer(topics)) add(topic);
  };
  return { add, stop: () => clearTimeout(timer) };
}
