/**
 * The one line of a failed command's output that names the cause, or undefined. An error that names itself
 * ("TypeError: …", "error TS2322: …") is better than one that merely mentions an error, and that is better than the
 * last line.
 */
export function findFailureCause(lines: readonly string[]): string | undefined {
  const candidates = lines.map((line) => line.trim()).filter((line) => line !== "" && !NOISE.test(line));
  const found =
    candidates.findLast((line) => NAMES_ITSELF.test(line)) ??
    candidates.findLast((line) => NAMES_A_CODE.test(line)) ??
    candidates.findLast((line) => MENTIONS.test(line)) ??
    candidates.at(-1);
  return found?.replace(PREFIX, "").replace(SHELL_PREFIX, "").slice(0, 300) || undefined;
}

/** Bookkeeping that package managers and Node print around the cause. */
const NOISE =
  /^npm (error|ERR!) (code|path|workspace|location|command|errno|syscall|A complete log|\s*at |Lifecycle script|signal)\b|^npm (error|ERR!)\s*$|^> |^at |^Node\.js v|ELIFECYCLE|^\^+$|^throw |^info Visit|^warn|^npm (warn|notice)/i;
const NAMES_ITSELF =
  /^(?:npm (?:error|ERR!) )?(?:Uncaught )?(?:\[?[A-Z]\w*(?:Error|Exception)\b[^:]*|Error(?: \[\w+\])?): \S/;
const NAMES_A_CODE =
  /\berror(?: [A-Z]+\d+)?:? \S|\bERR_\w+|✘ \[ERROR\]|: (command )?not found$|No such file or directory/;
const MENTIONS = /error|failed|cannot|missing|invalid|denied/i;
const PREFIX = /^(?:npm (?:error|ERR!) )?(?:Uncaught )?(?:Error(?: \[\w+\])?: )?/;
const SHELL_PREFIX = /^(?:\/bin\/)?sh: (?:line )?\d+: /;
