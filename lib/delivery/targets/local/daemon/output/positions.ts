import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

import { z } from "zod";

import { logger } from "../logger";
import type { Position } from "./followed-file";

const fileSchema = z.object({
  version: z.literal(1),
  /** A batch that was written, and is to be committed: it holds what lies before these positions. */
  pending: z.string().optional(),
  files: z.record(z.string(), z.object({ offset: z.number(), head: z.string(), headBytes: z.number() })),
});

/** Up to where the files of processes were read, by path: kept together with the name of the batch that holds it. */
export class Positions {
  private readonly kept = new Map<string, Position>();
  readonly pending: string | undefined;

  constructor(private readonly path: string) {
    try {
      const { files, pending } = fileSchema.parse(JSON.parse(readFileSync(path, "utf8")));
      for (const [file, position] of Object.entries(files))
        if (existsSync(file)) this.kept.set(file, position);
      this.pending = pending;
    } catch (error) {
      // Files that were read before are read again then: twice is better than never.
      if (existsSync(path)) logger.warn("The positions in the logs could not be read", { error });
    }
  }

  get(path: string): Position | undefined {
    return this.kept.get(path);
  }

  set(path: string, position: Position): void {
    this.kept.set(path, position);
  }

  forget(path: string): void {
    this.kept.delete(path);
  }

  /** Written as a whole, together with the batch that is committed next. Throws when it cannot be written. */
  save(pending: string): void {
    const text = JSON.stringify({ version: 1, pending, files: Object.fromEntries(this.kept) });
    writeFileSync(`${this.path}.new`, text, { mode: 0o600 });
    renameSync(`${this.path}.new`, this.path);
  }
}
