import { execFileSync } from "node:child_process";

/** The commit this clone is at, for the about page and error reports; undefined when it is not a clone. */
export function currentCommit(root) {
  try {
    const options = { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] };
    return execFileSync("git", ["rev-parse", "HEAD"], options).trim();
  } catch {
    return undefined;
  }
}
