import { PipelineSkeleton } from "@/components/gates/pipeline-skeleton";

export default function Loading() {
  return <PipelineSkeleton title="Pipeline" />;
}
