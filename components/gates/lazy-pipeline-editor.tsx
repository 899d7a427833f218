"use client";

import dynamic from "next/dynamic";

import { SkeletonRows } from "@/components/ui/skeleton";

/** The editor brings a reader of YAML along, which nobody else has to pay for; it has nothing to show without it. */
export const LazyPipelineEditor = dynamic(() => import("./pipeline-editor"), {
  ssr: false,
  loading: () => <SkeletonRows rows={8} label="Loading the editor" />,
});
