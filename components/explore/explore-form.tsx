"use client";

import { useQueryStates } from "nuqs";

import { RangeChoice } from "@/components/telemetry/range-choice";
import type { MetricNamesView } from "@/lib/telemetry/contract";

import { EXPLORE_RANGES, exploreSearch } from "./explore-search";
import { QuestionForm } from "./question-form";

/** The question as it stands in the URL, and how far back it looks. */
export function ExploreForm({ metrics }: { metrics: MetricNamesView["items"] }) {
  const [{ range, ...question }, setSearch] = useQueryStates(exploreSearch, { history: "push" });
  return (
    <search aria-label="The question" className="flex flex-col gap-3">
      <QuestionForm metrics={metrics} question={question} onChange={(part) => void setSearch(part)}>
        <RangeChoice
          ranges={EXPLORE_RANGES}
          range={range}
          onChoose={(each) => void setSearch({ range: each })}
        />
      </QuestionForm>
    </search>
  );
}
