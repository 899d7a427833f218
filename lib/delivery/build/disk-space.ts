import { statfs } from "node:fs/promises";

import { BuildFailed, type BuildStep } from "./build";

const OUT_OF_SPACE = new Set(["ENOSPC", "EDQUOT"]);

export const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && "code" in error && typeof error.code === "string" && OUT_OF_SPACE.has(error.code);

/** What programs print when they could not write. */
export const mentionsFullDisk = (line: string): boolean =>
  /ENOSPC|No space left on device|Disk quota exceeded/i.test(line);

export async function diskFull(step: BuildStep, home: string): Promise<BuildFailed> {
  const { bavail, bsize } = await statfs(home).catch(() => ({ bavail: 0, bsize: 0 }));
  const freeMegabytes = Math.floor((bavail * bsize) / 1_000_000);
  const sentence = `The disk that holds ${home} is full (${freeMegabytes} MB free). Remove old releases or give it more space, then build again.`;
  return new BuildFailed(step, "disk_full", sentence);
}
