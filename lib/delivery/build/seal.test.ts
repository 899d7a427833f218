import { chmod, lstat, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import * as fc from "fast-check";
import { expect, test } from "vitest";

import { digestTree, sealTree } from "./seal";

type Entry = { content: string; kind: "file" | "program" | "link" };
type Tree = Record<string, Entry>;

async function withTree<T>(tree: Tree, run: (root: string) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), "slipway-seal-"));
  try {
    for (const [path, { content, kind }] of Object.entries(tree)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      if (kind === "link") await symlink(`to-${content}`, join(root, path));
      else await writeFile(join(root, path), content, { mode: kind === "program" ? 0o755 : 0o644 });
    }
    return await run(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const name = fc.stringMatching(/^[a-z0-9 .ä\n-]{1,8}$/).filter((text) => text !== "." && text !== "..");
const entry = fc.record<Entry>({
  content: fc.stringMatching(/^[a-z]{0,9}$/),
  kind: fc.constantFrom("file", "program", "link"),
});
/** One level of folders named with a "d" in front, so that a path is never both a file and a folder. */
const path = fc.oneof(
  name.map((text) => `f${text}`),
  fc.tuple(name, name).map(([folder, file]) => `d${folder}/${file}`),
);
const tree = fc.dictionary(path, entry, { maxKeys: 6, noNullPrototype: true });

test("two trees have the same digest exactly when they are the same", async () => {
  const identity = (value: Tree) =>
    JSON.stringify(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const property = fc.asyncProperty(tree, tree, async (left, right) => {
    const one = await withTree(left, digestTree);
    const again = await withTree(left, digestTree);
    const other = await withTree(right, digestTree);
    expect(again).toEqual(one);
    expect(one.digest === other.digest).toBe(identity(left) === identity(right));
  });
  await fc.assert(property, { numRuns: 60 });
});

test("times, owners and permission bits other than execute do not count", async () => {
  await withTree({ a: { content: "x", kind: "file" } }, async (root) => {
    const before = await digestTree(root);
    await chmod(join(root, "a"), 0o600);
    await utimes(join(root, "a"), 1, 1);
    expect(await digestTree(root)).toEqual(before);
    await chmod(join(root, "a"), 0o700);
    expect((await digestTree(root)).digest).not.toBe(before.digest);
  });
});

test("sealing drops what is no part of a release and makes the rest read-only", async () => {
  const file: Entry = { content: "x", kind: "file" };
  const files = {
    "a/b": file,
    ".git/HEAD": file,
    "node_modules/.cache/x": file,
    "p/node_modules/q/.git/x": file,
  };
  await withTree(
    { ...files, run: { content: "#!", kind: "program" }, link: { content: "a", kind: "link" } },
    async (root) => {
      const sealed = await sealTree(root);
      expect(sealed).toMatchObject({ fileCount: 3, sizeBytes: 3 });
      expect(await readdir(root)).toEqual(["a", "link", "node_modules", "p", "run"]);
      expect((await lstat(join(root, "a/b"))).mode & 0o777).toBe(0o444);
      expect((await lstat(join(root, "run"))).mode & 0o777).toBe(0o555);
      expect((await lstat(root)).mode & 0o777).toBe(0o555);
      expect((await digestTree(root)).digest).toBe(sealed.digest);
    },
  );
});
