const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** Everything `npm start` says goes through here: lines, and steps with their elapsed time. */
export function openTerminal(stream = process.stdout) {
  const animated = Boolean(stream.isTTY) && process.env.TERM !== "dumb" && !process.env.CI;
  // The terminal may be closed under us (SIGHUP): losing a line must not lose the orderly stop.
  stream.on?.("error", () => {});
  const say = (line = "") => stream.write(`${line}\n`);
  const strong = (text) => (animated && !process.env.NO_COLOR ? `\u001B[1m${text}\u001B[22m` : text);

  /** Shows the step while `run` is going: a spinner on a terminal, otherwise one line. */
  async function step(name, run) {
    const from = Date.now();
    const elapsed = () => `${((Date.now() - from) / 1000).toFixed(1)} s`;
    const begin = animated ? spin(stream, name, elapsed) : writeLineStart(stream, name);
    try {
      const result = await run();
      begin.end("✓", elapsed());
      return result;
    } catch (error) {
      begin.end("✗", elapsed());
      throw error;
    }
  }
  return { say, step, strong };
}

function spin(stream, name, elapsed) {
  let frame = 0;
  const draw = (mark, time) => stream.write(`\r\u001B[2K${mark} ${name} (${time})`);
  const timer = setInterval(() => draw(FRAMES[(frame += 1) % FRAMES.length], elapsed()), 100);
  return {
    end(mark, time) {
      clearInterval(timer);
      draw(mark, time);
      stream.write("\n");
    },
  };
}

function writeLineStart(stream, name) {
  stream.write(`${name} … `);
  return { end: (mark, time) => stream.write(`${mark} ${time}\n`) };
}
