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
  const { data: errors, isError } = useInfiniteQuery(newErrorsQuery);
  const newErrors = errors?.pages[0]?.items;
  if (home.serviceCount === 0) return <FirstSteps mayAddService={mayAddService} />;
  return (
    <>
      <PageHeader title="Home" answer={answerOf(home, newErrors?.length)} />
      <FreezesInForce />
      <AttentionList
        label="What needs somebody"
        items={home.attention}
        whenEmpty={
          newErrors?.length === 0 && <AllIsWell lastChangeAt={home.shipped[0]?.finishedAt ?? null} />
        }
        rest={<Rest home={home} isWhole={attention !== undefined} />}
      />
      {newErrors && newErrors.length > 0 && <NewErrors issues={newErrors} />}
      {isError && !errors && (
        <p className="text-fg-muted">Whether what serves brought new errors could not be read.</p>
      )}
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

/** `errorCount` is undefined while it is not known, and then nobody is told that nothing needs them. */
function answerOf({ attentionCount, promotable }: HomeView, errorCount: number | undefined): string {
  if (attentionCount === 1) return "One thing needs somebody.";
  if (attentionCount > 1) {
    return `${attentionCount.toLocaleString("en")} things need somebody, the most urgent first.`;
  }
  if (errorCount === undefined) return "No deployment needs you.";
  if (errorCount > 0) return "No deployment needs you, but what serves brought new errors.";
  return promotable.length > 0 ? "Nothing needs you, and something can go on." : "Nothing needs you.";
}
