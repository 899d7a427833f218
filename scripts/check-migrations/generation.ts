import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

const LIMIT_MS = 60_000;

/** Whether the schema in the code needs a migration that is not there, by asking for one beside a copy of those that are. */
export function generationProblems(root: string, folder: string): string[] {
  const scratch = mkdtempSync(join(tmpdir(), "slipway-generate-"));
  try {
    cpSync(folder, scratch, { recursive: true });
    const program = join(root, "node_modules/drizzle-kit/bin.cjs");
    // It puts "./" before the folder, so only a relative one is found.
    const out = relative(root, scratch);
    const args = ["generate", "--dialect=postgresql", "--schema=./db/schema/index.ts", `--out=${out}`];
    // It asks when it cannot tell a rename from a new column; nobody answers here, and that is a change as well.
    const said = execFileSync(process.execPath, [program, ...args], {
      cwd: root,
      encoding: "utf8",
      timeout: LIMIT_MS,
      stdio: ["ignore", "pipe", "pipe"],
    });
    return said.includes("No schema changes") ? [] : [CHANGED];
  } catch (error) {
    return [`${CHANGED} drizzle-kit said: ${error instanceof Error ? error.message : "nothing"}`];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const CHANGED =
  "db/schema/ says something else than the migrations. Run `npm run db:generate -- --name <what_changes>`.";
