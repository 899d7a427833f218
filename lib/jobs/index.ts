export { forgetReplacedJobs } from "./forget-replaced-jobs";
export { beat, leave } from "./heartbeat";
export { startRunner } from "./runner";
