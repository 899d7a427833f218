import { readdir, readFile } from "node:fs/promises";

/** Every command of a build carries its release's folder in this variable, and so does whatever it starts. */
export const BUILD_MARK = "SLIPWAY_BUILD_FOLDER";

/**
 * Ends processes of a build that left its process group (daemons of build tools call `setsid`). They are recognised
 * by their environment, which only Linux shows; elsewhere such a daemon is on its own.
 */
export async function endStrayProcesses(releaseFolder: string): Promise<void> {
  if (process.platform !== "linux") return;
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  await Promise.all(
    pids.map(async (pid) => {
      // Processes of other users cannot be read and cannot be ours.
      const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
      if (environment.split("\0").includes(`${BUILD_MARK}=${releaseFolder}`)) endProcess(Number(pid));
    }),
  );
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself in between.
  }
}
