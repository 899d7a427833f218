"use client";

import { useSuspenseQuery } from "@tanstack/react-query";

import { PageHeader } from "@/components/ui/page-header";
import { homeQuery } from "@/lib/delivery/query-options";

import { AttentionList } from "./attention-list";
import { FirstSteps } from "./first-steps";
import { RunningNow } from "./running-now";
import { ShippedList } from "./shipped-list";

/** The first page: what needs a person, what runs, what shipped. Live. */
export function Home({ mayAddService }: { mayAddService: boolean }) {
  const { data: home } = useSuspenseQuery(homeQuery());
  if (home.serviceCount === 0) return <FirstSteps mayAddService={mayAddService} />;
  return (
    <>
      <PageHeader title="Home" answer={answerOf(home.attention.length)} />
      <AttentionList items={home.attention} lastChangeAt={home.shipped[0]?.finishedAt ?? null} />
      <RunningNow environments={home.running} />
      <ShippedList deployments={home.shipped} />
    </>
  );
}

function answerOf(count: number): string {
  if (count === 0) return "Nothing needs you.";
  return count === 1 ? "One thing needs somebody." : `${count} things need somebody, the most urgent first.`;
}
