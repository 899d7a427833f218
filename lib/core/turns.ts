import { DomainError } from "./errors";

/**
 * Lets so many run at once and the others wait in line. Who has waited for too long is answered `unavailable`.
 */
export function turns({ atOnce, longestWaitMs }: { atOnce: number; longestWaitMs: number }) {
  let busy = 0;
  const line: (() => void)[] = [];

  const wait = () =>
    new Promise<void>((go, refuse) => {
      const called = () => {
        clearTimeout(timer);
        go();
      };
      const timer = setTimeout(() => {
        line.splice(line.indexOf(called), 1);
        refuse(
          new DomainError("unavailable", "Too much is asked for at this moment. Try again in a few seconds."),
        );
      }, longestWaitMs);
      line.push(called);
    });

  return async <T>(run: () => Promise<T>): Promise<T> => {
    if (busy < atOnce) busy += 1;
    else await wait();
    try {
      return await run();
    } finally {
      const next = line.shift();
      if (next) next();
      else busy -= 1;
    }
  };
}
