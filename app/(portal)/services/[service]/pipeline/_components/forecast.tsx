"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { EnvironmentField } from "@/components/delivery/environment-field";
import { PlanProblem } from "@/components/delivery/plan-problem";
import { zoneInWords } from "@/components/gates/window-words";
import { usePreferences } from "@/components/preferences/preferences-provider";
import { wallClockIn } from "@/components/time/wall-clock";
import { instantOf } from "@/components/time/zoned-day";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { promotionPlanQuery } from "@/lib/delivery/query-options";
import type { StageView } from "@/lib/gates/contract";

import { ForecastAnswer } from "./forecast-answer";

type ForecastProps = {
  service: { id: string; name: string };
  stages: readonly StageView[];
  environments: readonly string[];
};

/** "What would block on that date?": asks the gates about a promotion then, and changes nothing. */
export function Forecast({ service, stages, environments }: ForecastProps) {
  const { timeZone } = usePreferences();
  const last = stages.findLast(({ after }) => after.length > 0);
  const [to, setTo] = useState(last?.environment ?? environments.at(-1) ?? "");
  const [from, setFrom] = useState(last?.after[0] ?? environments.at(-2) ?? "");
  const [wallClock, setWallClock] = useState("");
  const at = instantOf(wallClock, timeZone)?.toISOString();
  const plan = useQuery({
    ...promotionPlanQuery({ serviceId: service.id, from, to, at }),
    enabled: from !== to,
  });
  return (
    <Panel
      title="What would block"
      description="Choose a date, and see what a promotion would wait for then."
    >
      <div className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-3">
          <EnvironmentField label="From" value={from} onChange={setFrom} environments={environments} />
          <EnvironmentField label="To" value={to} onChange={setTo} environments={environments} />
          <Field label="At" hint={wallClock === "" ? "Empty is now." : zoneInWords(timeZone)}>
            {(control) => (
              <Input
                {...control}
                type="datetime-local"
                value={wallClock}
                min={wallClockIn(timeZone, new Date())}
                onChange={({ currentTarget }) => setWallClock(currentTarget.value)}
                suppressHydrationWarning
              />
            )}
          </Field>
        </div>
        <div aria-live="polite">
          {from === to && <p className="text-fg-muted">Choose two different environments.</p>}
          {from !== to && plan.isPending && <SkeletonRows rows={2} label="Asking the gates" />}
          {from !== to && plan.isError && !plan.data && (
            <PlanProblem error={plan.error} onRetry={() => void plan.refetch()} />
          )}
          {from !== to && plan.data && <ForecastAnswer plan={plan.data} at={at} />}
        </div>
      </div>
    </Panel>
  );
}
