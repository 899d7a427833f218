import { link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

import { logger } from "./logger";
import { ownerOf, parseState, type State, stateText } from "./records";

/**
 * The one file the daemon must not lose. A new version is written beside it, forced to disk and renamed over it, so
 * that a crash leaves either the old or the new one; the version before is kept as `.previous`.
 */
export class StateFile {
  private writing: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(
    readonly path: string,
    private readonly snapshot: () => State,
  ) {}

  /**
   * Resolves when everything that was true at the time of the call is on disk. Calls that come while a write is
   * under way share the next one.
   */
  save(): Promise<void> {
    if (!this.writing) {
      this.writing = this.write().finally(() => (this.writing = undefined));
      return this.writing;
    }
    this.next ??= this.writing
      .catch(() => {})
      .then(() => {
        this.next = undefined;
        return this.save();
      });
    return this.next;
  }

  private async write(): Promise<void> {
    const text = stateText(this.snapshot());
    const temporary = `${this.path}.new`;
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    // Holds configuration of services, secrets included: nobody else may read it.
    const file = await open(temporary, "w", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await this.keepPrevious();
    await rename(temporary, this.path);
    await syncFolder(dirname(this.path));
  }

  private async keepPrevious(): Promise<void> {
    const copy = `${this.path}.previous.new`;
    try {
      await rm(copy, { force: true });
      await link(this.path, copy);
      await rename(copy, `${this.path}.previous`);
    } catch (error) {
      if (!isMissing(error)) logger.warn("The last state could not be kept", { error });
    }
  }
}

/**
 * Reads the state, or the last good copy when the file is damaged; the damaged one is put aside for a person. It is
 * complete when nothing that was written last is missing from it.
 */
export async function loadState(path: string): Promise<{ state: State; isComplete: boolean }> {
  const current = await readState(path);
  if (current.kind === "good") {
    const { unreadable } = current.state;
    for (const record of unreadable)
      logger.error("A record of the state cannot be read; it is kept as it is", { of: ownerOf(record) });
    return { state: current.state, isComplete: unreadable.length === 0 };
  }
  if (current.kind === "damaged") {
    const aside = `${path}.corrupt-${new Date().toISOString().replaceAll(":", "-")}`;
    await rename(path, aside);
    logger.error("The state file is damaged; it was put aside and the last good copy is used", {
      aside,
      error: current.error,
    });
  }
  const previous = await readState(`${path}.previous`);
  if (previous.kind === "good") return { state: previous.state, isComplete: false };
  if (previous.kind === "damaged")
    logger.error("The last good copy is damaged too", { error: previous.error });
  return { state: { placements: [], unreadable: [], removed: [] }, isComplete: false };
}

type Reading = { kind: "good"; state: State } | { kind: "missing" } | { kind: "damaged"; error: unknown };

async function readState(path: string): Promise<Reading> {
  try {
    return { kind: "good", state: parseState(await readFile(path, "utf8")) };
  } catch (error) {
    return isMissing(error) ? { kind: "missing" } : { kind: "damaged", error };
  }
}

/** The rename itself is only durable when the folder is. Some file systems refuse, and then there is no more to do. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } catch (error) {
    logger.warn("The folder of the state file could not be synchronised", { error });
  } finally {
    await folder.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
