/** Levels as OpenTelemetry numbers them: 1 trace, 5 debug, 9 info, 13 warn, 17 error, 21 fatal; 0 is unknown. */
const SEVERITY_OF: Record<string, number> = {
  trace: 1,
  trc: 1,
  finest: 1,
  silly: 1,
  verbose: 3,
  finer: 3,
  debug: 5,
  debug2: 5,
  dbg: 5,
  fine: 5,
  info: 9,
  inf: 9,
  information: 9,
  informational: 9,
  config: 9,
  http: 9,
  log: 9,
  notice: 10,
  success: 10,
  warn: 13,
  wrn: 13,
  warning: 13,
  error: 17,
  err: 17,
  eror: 17,
  severe: 17,
  crit: 18,
  critical: 18,
  dpanic: 18,
  alert: 19,
  emerg: 21,
  emergency: 21,
  panic: 21,
  fatal: 21,
  ftl: 21,
};

/** The number of a level by its name, in any case; 0 when it is none. */
function severityOfName(name: string): number {
  const key = name.toLowerCase();
  return Object.hasOwn(SEVERITY_OF, key) ? (SEVERITY_OF[key] ?? 0) : 0;
}

/**
 * The number of a level as programs write it: a name, or a number. Pino and Bunyan count in tens up to 60, syslog from 0
 * (emergency) to 7 (debug), which nobody uses in JSON without saying so.
 */
export function severityOf(level: unknown): number {
  if (typeof level === "string") return severityOfName(level) || severityOf(numberIn(level));
  if (typeof level !== "number" || !Number.isFinite(level)) return 0;
  if (level < 10 || level > 99) return 0;
  if (level < 20) return 1;
  if (level < 30) return 5;
  if (level < 40) return 9;
  if (level < 50) return 13;
  return level < 60 ? 17 : 21;
}

const numberIn = (text: string): number | undefined => (/^\d{2}$/.test(text) ? Number(text) : undefined);

const NAMES =
  "TRACE|TRC|FINEST|FINER|VERBOSE|DEBUG|DBG|FINE|INFO|INF|NOTICE|SUCCESS|WARN|WRN|WARNING|ERROR|ERR|SEVERE|CRITICAL|CRIT|ALERT|EMERG|PANIC|FATAL|FTL";
/** In brackets anywhere near the start: "[warn]", "[ERROR]", "<error>", "[nginx] [error]". */
const BRACKETED = new RegExp(`^.{0,80}?[[<(](${NAMES})(?:[:\\s][^\\])>]*)?[\\])>]`, "i");
/**
 * A word in capitals near the start, as log4j, Rails, Python and zap write it: "12:00:01 ERROR main - ". Words that are
 * passed over end with a blank, and what stands before the level in its own word has none: an expression that could read
 * blanks in two ways would try each of them for each blank of an indented line.
 */
const CAPITALS = new RegExp(
  `^(?:\\S{0,60}\\s){0,48}?(?:[^A-Za-z\\s]|[TZ](?=[\\s\\d])){0,48}?(${NAMES})(?![A-Za-z0-9_=])[:\\s|\\]-]`,
);
/** The first word, in any case, with a colon: "error: …", "Warning: …". */
const LEADING = new RegExp(`^(?:npm\\s)?(${NAMES}):?\\s`, "i");
const LEADING_COLON = new RegExp(`^(${NAMES}):`, "i");
/** "E, [2026-11-28T10:00:00.1 #1] ERROR -- : …" of Ruby, and klog's "E1128 10:00:00.000000". */
const RUBY = /^[DIWEFA], \[[^\]]*\]\s+(DEBUG|INFO|WARN|ERROR|FATAL|ANY) -- /;
const KLOG = /^([IWEF])\d{4} \d\d:\d\d:\d\d/;
const KLOG_NAMES: Record<string, number> = { I: 9, W: 13, E: 17, F: 21 };
/** "TypeError: …", "java.lang.IllegalStateException: …", "panic: …", and Python's traceback: what a program dies of. */
const EXCEPTION =
  /^(?:Uncaught |Unhandled |Exception in thread "[^"]*" )?(?:[a-z_][\w$]*\.)*(?:[A-Z][\w$]*(?:Error|Exception)|Error|Exception)(?: \[\w+\])?(?::|$)/;
const DEATH = /^(?:panic: |fatal error: |Traceback \(most recent call last\):)/;

/** The level that a line of plain text tells of; 0 when it does not. */
export function severityInText(line: string): number {
  const first = line.slice(0, FIRST_CHARS);
  const ruby = RUBY.exec(first)?.[1];
  if (ruby) return severityOfName(ruby);
  const klog = KLOG.exec(first)?.[1];
  if (klog) return KLOG_NAMES[klog] ?? 0;
  const named = LEADING_COLON.exec(first) ?? BRACKETED.exec(first) ?? CAPITALS.exec(first);
  if (named?.[1]) return severityOfName(named[1]);
  const leading = LEADING.exec(first)?.[1];
  // "Error connecting" is one; "Info about" or "Alert sent" are sentences.
  if (leading && leading === leading.toUpperCase()) return severityOfName(leading);
  const headline = first.split("\n", 1)[0] ?? "";
  if (DEATH.test(headline)) return headline.startsWith("Traceback") ? 17 : 21;
  return EXCEPTION.test(headline) ? 17 : 0;
}

const FIRST_CHARS = 200;
