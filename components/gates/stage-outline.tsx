import type { StageView } from "@/lib/gates/contract";

import { StageMarks } from "./stage-marks";

/** A stage in the graph of a pipeline that is not yet, or not only, one of a service: its name and what it asks for. */
export const StageOutline = ({ stage }: { stage: StageView }) => (
  <span className="flex h-full flex-col justify-center gap-1 px-3">
    <span className="truncate font-medium">{stage.environment}</span>
    <StageMarks stage={stage} />
  </span>
);
