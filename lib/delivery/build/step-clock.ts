import type { BuildOutcome, BuildStep } from "./build";

export type StepClock = {
  current: BuildStep;
  durationsMs: BuildOutcome["stepDurationsMs"];
  /** Runs one step, measures it and remembers it as the place where an error happened. */
  run<T>(step: BuildStep, work: () => Promise<T>): Promise<T>;
};

export function createStepClock(): StepClock {
  const clock: StepClock = {
    current: "fetch",
    durationsMs: {},
    async run(step, work) {
      clock.current = step;
      const startedAt = performance.now();
      try {
        return await work();
      } finally {
        clock.durationsMs[step] = Math.round(performance.now() - startedAt);
      }
    },
  };
  return clock;
}
