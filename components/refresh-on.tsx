"use client";

import { useRouter } from "next/navigation";

import { useTopics } from "./use-topics";

/** For a page without queries: renders it again on the server when one of its topics changes. */
export function RefreshOn({ topics }: { topics: string[] }) {
  const router = useRouter();
  useTopics(topics, () => router.refresh());
  return null;
}
