const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const CLEAR_LINE = "\r\u001B[2K";

/** Everything `npm start` says goes through here: lines, and steps with their elapsed time. */
export function openTerminal(stream = process.stdout) {
  const animated = Boolean(stream.isTTY) && process.env.TERM !== "dumb" && !process.env.CI;
  // The terminal may be closed under us (SIGHUP): losing a line must not lose the orderly stop.
  stream.on?.("error", () => {});
  // What to write before a line that comes while a step is going, so that the two do not share a line.
  let interrupt = "";
  const say = (line = "") => {
    stream.write(`${interrupt}${line}\n`);
    if (!animated) interrupt = "";
  };
  const strong = (text) => (animated && !process.env.NO_COLOR ? `\u001B[1m${text}\u001B[22m` : text);

  /** Shows the step while `run` is going: a spinner on a terminal, otherwise one line. */
  async function step(name, run) {
    const from = Date.now();
    const elapsed = () => `${((Date.now() - from) / 1000).toFixed(1)} s`;
    const stopSpinning = animated ? spin(stream, name, elapsed) : () => {};
    if (!animated) stream.write(`${name} … `);
    interrupt = animated ? CLEAR_LINE : "\n";
    const end = (mark) => {
      stopSpinning();
      const begin = animated ? `${CLEAR_LINE}${mark} ${name}` : `${interrupt ? "" : `${name} `}${mark}`;
      interrupt = "";
      stream.write(`${begin} ${elapsed()}\n`);
    };
    try {
      const result = await run();
      end("✓");
      return result;
    } catch (error) {
      end("✗");
      throw error;
    }
  }
  return { say, step, strong };
}

function spin(stream, name, elapsed) {
  let frame = 0;
  const timer = setInterval(() => {
    frame = (frame + 1) % FRAMES.length;
    stream.write(`${CLEAR_LINE}${FRAMES[frame]} ${name} ${elapsed()}`);
  }, 100);
  return () => clearInterval(timer);
}
