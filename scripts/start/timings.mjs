/** Notes how long each phase took; phases may overlap. */
export function openTimings() {
  const from = performance.now();
  const phases = [];
  return {
    async measure(name, run) {
      const begin = performance.now();
      try {
        return await run();
      } finally {
        phases.push({ name, begin: begin - from, end: performance.now() - from });
      }
    },
    lines: () =>
      phases.map(
        ({ name, begin, end }) => `  ${name.padEnd(18)} ${ms(begin)} → ${ms(end)}  ${ms(end - begin)} ms`,
      ),
  };
}

const ms = (value) => value.toFixed(0).padStart(6);
