import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, lstat, readFile, readlink, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

import { forEachParallel } from "./for-each-parallel";
import { walkTree } from "./walk-tree";

export type Sealed = { digest: string; sizeBytes: number; fileCount: number };

const PARALLEL_FILES = 16;
const WHOLE_FILE_LIMIT_BYTES = 1024 * 1024;

/** Takes away what belongs to no release, makes the rest read-only and computes what it is. */
export async function sealTree(root: string): Promise<Sealed> {
  await removeLeftovers(root);
  const sealed = await digestTree(root);
  const entries = await walkTree(root);
  await forEachParallel(entries, PARALLEL_FILES, async ({ path, kind }) => {
    if (kind === "symlink") return;
    const { mode } = await lstat(join(root, path));
    await chmod(join(root, path), mode & 0o555);
  });
  await chmod(root, 0o555);
  return sealed;
}

/**
 * sha256 over the sorted relative paths with, per file, whether it may be executed and its content, and per link its
 * target. Owners, times and the other mode bits are left out: they differ between machines for the same release.
 */
export async function digestTree(root: string): Promise<Sealed> {
  const entries = (await walkTree(root)).filter((entry) => entry.kind === "file" || entry.kind === "symlink");
  const lines = new Map<string, string>();
  let sizeBytes = 0;
  await forEachParallel(entries, PARALLEL_FILES, async ({ path, kind }) => {
    const full = join(root, path);
    if (kind === "symlink") {
      lines.set(path, `link ${sha256(await readlink(full))}`);
      return;
    }
    const { mode, size } = await lstat(full);
    sizeBytes += size;
    lines.set(path, `${mode & 0o111 ? "program" : "file"} ${await hashFile(full, size)}`);
  });
  const total = createHash("sha256");
  // Compared as bytes, not by locale. NUL cannot occur in a path, so no two trees give the same text.
  for (const path of [...lines.keys()].toSorted((left, right) =>
    Buffer.compare(Buffer.from(left), Buffer.from(right)),
  )) {
    total.update(`${path}\0${lines.get(path)}\n`);
  }
  return { digest: `sha256:${total.digest("hex")}`, sizeBytes, fileCount: lines.size };
}

async function removeLeftovers(root: string): Promise<void> {
  const entries = await walkTree(root, (path) => !/(^|\/)\.git$|(^|\/)node_modules\/\.cache$/.test(path));
  for (const { path, kind } of entries) {
    const isLeftover = /(^|\/)\.git$|(^|\/)node_modules\/\.cache$/.test(path);
    // Sockets and pipes of a tool that ran during the build cannot be part of a release.
    if (isLeftover || kind === "other") await rm(join(root, path), { recursive: true, force: true });
  }
}

async function hashFile(path: string, sizeBytes: number): Promise<string> {
  if (sizeBytes <= WHOLE_FILE_LIMIT_BYTES) return sha256(await readFile(path));
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: WHOLE_FILE_LIMIT_BYTES }), hash);
  return hash.digest("hex");
}

const sha256 = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");
