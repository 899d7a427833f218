export { beat, leave, SILENT_AFTER_MS } from "./heartbeat";
export { startRunner } from "./runner";
