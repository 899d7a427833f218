const INTERVALS = 4;
const ROUND = [1, 2, 5, 10];

/** From zero to the first round number that is no less than the greatest value, in about four equal steps of 1, 2 or 5. */
export function valueTicks(greatest: number, leastStep = 0): number[] {
  if (greatest <= 0) return [0, Math.max(1, leastStep)];
  const rough = greatest / INTERVALS;
  const power = 10 ** Math.floor(Math.log10(rough));
  // What divides exactly must not be pushed to the next step by the last binary digit.
  const round = (ROUND.find((each) => each * power >= rough * (1 - 1e-9)) ?? 10) * power;
  const step = Math.max(round, leastStep);
  const count = Math.max(1, Math.ceil((greatest / step) * (1 - 1e-9)));
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}
