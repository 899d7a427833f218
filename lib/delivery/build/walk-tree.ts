import { readdir } from "node:fs/promises";
import { join } from "node:path";

export type TreeEntry = { path: string; kind: "file" | "directory" | "symlink" | "other" };

/** Everything below a folder, as paths relative to it, parents before children. Symlinks are named, not followed. */
export async function walkTree(
  root: string,
  enter: (path: string) => boolean = () => true,
): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      const kind = entry.isDirectory()
        ? "directory"
        : entry.isSymbolicLink()
          ? "symlink"
          : entry.isFile()
            ? "file"
            : "other";
      entries.push({ path, kind });
      if (kind === "directory" && enter(path)) folders.push(path);
    }
  }
  return entries;
}
