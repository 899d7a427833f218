type Fields = Record<string, unknown>;

/** JSON lines on standard output. */
export const logger = {
  info: (message: string, fields: Fields = {}) => write("info", message, fields),
  warn: (message: string, fields: Fields = {}) => write("warn", message, fields),
  error: (message: string, fields: Fields = {}) => write("error", message, fields),
};

// Whoever started the daemon may be gone, and its pipe with it; the services must not fall because of a log line.
process.stdout.on("error", () => {});

function write(level: string, message: string, { error, ...fields }: Fields): void {
  if (process.env.SLIPWAY_LOG_LEVEL === "silent") return;
  const reason =
    error instanceof Error ? { error: error.message, stack: error.stack } : error ? { error } : {};
  const entry = { at: new Date().toISOString(), level, from: "local-target", message, ...fields, ...reason };
  process.stdout.write(`${JSON.stringify(entry)}\n`);
}
