export { beat, leave } from "./heartbeat";
export { startRunner } from "./runner";
