// Waits until the process that started it is gone or closes the pipe, then ends the server and removes its folders.
import { rmSync } from "node:fs";

import { stopProcess } from "../processes.mjs";

const [pid, ...folders] = process.argv.slice(2);
process.stdin.resume();
process.stdin.on("error", () => {});
process.stdin.on("close", async () => {
  await stopProcess(Number(pid), [
    // Immediate: nothing in there is worth a checkpoint.
    ["SIGQUIT", 5_000],
    ["SIGKILL", 1_000],
  ]);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
