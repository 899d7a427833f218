"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";

import { counted } from "@/components/delivery/counted";
import { releaseSetPath } from "@/components/delivery/paths";
import { PlanProblem } from "@/components/delivery/plan-problem";
import { useRequest } from "@/components/delivery/use-request";
import { PromoteIcon } from "@/components/icons";
import { durationInWords } from "@/components/time/format-instant";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { href } from "@/components/ui/href";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Section } from "@/components/ui/section";
import { SkeletonRows } from "@/components/ui/skeleton";
import { startReleaseSetAction } from "@/lib/delivery/actions";
import type { ReleaseSetPlan } from "@/lib/delivery/contract";
import { setPlanQuery } from "@/lib/delivery/query-options";

import { MAXIMUM_MEMBERS } from "./choose-members";
import { PlannedWave } from "./planned-wave";

type ReviewSetProps = { from: string; to: string; services: readonly string[]; whyNot: string | undefined };

/** The waves as they would go, what stands in their way, and the button. */
export function ReviewSet({ from, to, services, whyNot }: ReviewSetProps) {
  const tooMany = services.length > MAXIMUM_MEMBERS;
  const plan = useQuery({
    ...setPlanQuery({ from, to, services }),
    enabled: services.length > 0 && !tooMany,
    placeholderData: keepPreviousData,
  });
  if (services.length === 0)
    return (
      <Notice title="Choose at least one service">Then its waves show here, before anything happens.</Notice>
    );
  if (tooMany)
    return (
      <Notice tone="warn" title={`A set holds at most ${MAXIMUM_MEMBERS} services`}>
        {services.length} are chosen. Take some of them out, or promote them in several sets.
      </Notice>
    );
  if (plan.error) return <PlanProblem error={plan.error} onRetry={() => void plan.refetch()} />;
  if (!plan.data)
    return (
      <Panel title="Waves" flush>
        <SkeletonRows rows={3} label="Working out the waves" />
      </Panel>
    );
  return (
    <Review plan={plan.data} outdated={plan.isPlaceholderData} count={services.length} whyNot={whyNot} />
  );
}

type ReviewProps = { plan: ReleaseSetPlan; outdated: boolean; count: number; whyNot: string | undefined };

function Review({ plan, outdated, count, whyNot }: ReviewProps) {
  const router = useRouter();
  const [reason, setReason] = useState("");
  const { request, pending, problem } = useRequest(startReleaseSetAction, ({ id }) =>
    router.push(href(releaseSetPath(id))),
  );
  const { from, to, waves, warnings, estimateMs, allowed } = plan;
  const start = () =>
    request({
      from,
      to,
      reason,
      // What was looked at goes along: something else than this is refused.
      services: waves.flat().map(({ service, release, replaces }) => ({
        service: service.id,
        ...(release && { releaseId: release.id }),
        expectedReleaseId: replaces?.id ?? null,
      })),
    });
  const blocked = waves.flat().filter((member) => !member.allowed);
  return (
    <Section
      title={waves.length === 1 ? "One wave" : `${waves.length} waves`}
      description={
        estimateMs === null
          ? "Each begins when everything in the one before has succeeded."
          : `Each begins when everything in the one before has succeeded. About ${durationInWords(estimateMs)} in all.`
      }
    >
      {warnings.map((warning) => (
        <Notice key={warning} tone="warn">
          {warning}
        </Notice>
      ))}
      <ol className="flex flex-col gap-3">
        {waves.map((wave, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a wave is its place in the order
          <li key={index}>
            <PlannedWave number={index + 1} to={to} members={wave} />
          </li>
        ))}
      </ol>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
        className="flex flex-col gap-4"
      >
        <Field label="Why" optional hint="Everybody reads it in the history of these services.">
          {(control) => (
            <Input
              {...control}
              maxLength={500}
              value={reason}
              autoComplete="off"
              onChange={({ currentTarget }) => setReason(currentTarget.value)}
            />
          )}
        </Field>
        {(whyNot ?? blocked.length > 0) && (
          <Notice tone="fail" title="Not possible now">
            {whyNot ??
              `${blocked.map(({ service }) => service.name).join(", ")} cannot go. Take ${blocked.length === 1 ? "it" : "them"} out of the set.`}
          </Notice>
        )}
        <FormError message={problem?.message} />
        <div>
          <Button
            type="submit"
            variant="primary"
            icon={PromoteIcon}
            loading={pending}
            disabled={!allowed || outdated || whyNot !== undefined}
          >
            Promote {counted(count, "service")} to {to}
          </Button>
        </div>
      </form>
    </Section>
  );
}
