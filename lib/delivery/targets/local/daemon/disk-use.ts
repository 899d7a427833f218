import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * Bytes on disk below a folder. What vanishes while we look counts as nothing. `node_modules` and `.git` are left
 * out: they are large, and a service that fills them is caught by the limit on a single file.
 */
export async function diskUse(folder: string): Promise<number> {
  let bytes = 0;
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const entries = await readdir(next, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) {
        if (!LEFT_OUT.has(entry.name)) folders.push(path);
      } else if (entry.isFile()) {
        bytes += await lstat(path).then(
          // Blocks, not the length, so that a sparse file counts what it takes.
          (stats) => stats.blocks * 512,
          () => 0,
        );
      }
    }
  }
  return bytes;
}

const LEFT_OUT = new Set(["node_modules", ".git"]);
