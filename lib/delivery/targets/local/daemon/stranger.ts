import type { Exit } from "./launch";
import { isAlive, type ProcessGroup } from "./process-group";
import { hasProcessTable } from "./process-table";

const STRANGER_POLL_MS = 200;

/** Only a parent is told of an exit; of a process started by an earlier daemon we notice that it is gone. */
export function exitOfStranger(group: ProcessGroup, ended: AbortSignal): Promise<Exit> {
  return new Promise((done) => {
    const timer = setInterval(() => {
      if (!ended.aborted && seemsAlive(group)) return;
      clearInterval(timer);
      done({ code: undefined, signal: undefined });
    }, STRANGER_POLL_MS);
    timer.unref();
  });
}

/** Asked several times a second: without a process table, where the full answer costs a process, a pid in use is enough. */
function seemsAlive(group: ProcessGroup): boolean {
  if (hasProcessTable) return isAlive(group);
  try {
    process.kill(group.pid, 0);
    return true;
  } catch {
    return false;
  }
}
