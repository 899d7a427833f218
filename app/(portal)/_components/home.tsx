"use client";

import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";

import { counted } from "@/components/delivery/counted";
import { FreezesInForce } from "@/components/gates/freezes-in-force";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import type { HomeView } from "@/lib/delivery/contract";
import { homeQuery } from "@/lib/delivery/query-options";

import { AllIsWell } from "./all-is-well";
import { AttentionList } from "./attention-list";
import { FirstSteps } from "./first-steps";
import { NewErrors } from "./new-errors";
import { newErrorsQuery } from "./new-errors-query";
import { RunningNow } from "./running-now";
import { ShippedList } from "./shipped-list";

type HomeProps = {
  mayAddService: boolean;
  /** How much of what needs somebody; the usual few when absent. */
  attention: number | undefined;
};

/** The first page: what needs a person, what can go on, what runs, what shipped. Live. */
export function Home({ mayAddService, attention }: HomeProps) {
  const { data: home } = useSuspenseQuery(homeQuery(attention));
  const { data: errors } = useInfiniteQuery(newErrorsQuery);
  const newErrors = errors?.pages[0]?.items ?? [];
  const hasErrors = newErrors.length > 0;
  if (home.serviceCount === 0) return <FirstSteps mayAddService={mayAddService} />;
  return (
    <>
      <PageHeader title="Home" answer={answerOf(home, hasErrors)} />
      <FreezesInForce />
      <AttentionList
        label="What needs somebody"
        items={home.attention}
        whenEmpty={hasErrors ? null : <AllIsWell lastChangeAt={home.shipped[0]?.finishedAt ?? null} />}
        rest={<Rest home={home} isWhole={attention !== undefined} />}
      />
      {hasErrors && <NewErrors issues={newErrors} />}
      <AttentionList
        title="What waits"
        label="What waits"
        items={home.waiting}
        rest={<TextLink to="/deployments?status=waiting">{waitingWords(home)}</TextLink>}
      />
      <AttentionList
        title="What can go on"
        label="What can go on"
        items={home.promotable}
        rest={<TextLink to="/environments?state=behind">Everything that is behind</TextLink>}
      />
      <RunningNow environments={home.running} />
      <ShippedList deployments={home.shipped} />
    </>
  );
}

function Rest({ home: { attention, attentionCount }, isWhole }: { home: HomeView; isWhole: boolean }) {
  const hidden = attentionCount - attention.length;
  if (hidden <= 0) return null;
  // The whole list has an end too; the board goes on.
  return isWhole ? (
    <TextLink to="/environments?state=failing">
      {counted(hidden, "more thing")}: all services that fail
    </TextLink>
  ) : (
    <TextLink to="/?attention=all">{counted(hidden, "more thing")}</TextLink>
  );
}

const waitingWords = ({ waiting, waitingCount }: HomeView) =>
  waitingCount > waiting.length ? `All ${waitingCount.toLocaleString("en")} that wait` : "All that wait";

function answerOf({ attentionCount, promotable }: HomeView, hasErrors: boolean): string {
  if (attentionCount === 1) return "One thing needs somebody.";
  if (attentionCount > 1) {
    return `${attentionCount.toLocaleString("en")} things need somebody, the most urgent first.`;
  }
  if (hasErrors) return "No deployment needs you, but what serves brought new errors.";
  return promotable.length > 0 ? "Nothing needs you, and something can go on." : "Nothing needs you.";
}
