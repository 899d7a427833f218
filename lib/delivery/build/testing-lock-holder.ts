import { withFileLock } from "./file-lock";

/** Holds a lock until it is killed. */
await withFileLock(process.argv[2] ?? "", new AbortController().signal, async () => {
  process.send?.("held");
  await new Promise((resolve) => setTimeout(resolve, 60_000));
});
