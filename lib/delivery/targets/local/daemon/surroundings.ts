import type { Limits } from "./limits";
import type { OutputCollector } from "./output/output-collector";

/** What every part of the daemon needs to know about where it runs. */
export type Surroundings = {
  /** `<home>/target`: state, logs and temporary folders. */
  folder: string;
  /** Tells this daemon's processes from those of other portals on the machine. */
  mark: string;
  gatewayPort: number;
  limits: Limits;
  /** Program and first arguments that serve a folder of files. */
  staticServer: readonly string[];
  /** Hands over what instances print. */
  output: OutputCollector;
  /** Ports of all living instances, so that none is given away twice. */
  portsInUse: Set<number>;
  /** Makes the present state durable; resolves when it is on disk. */
  save: () => Promise<void>;
};
