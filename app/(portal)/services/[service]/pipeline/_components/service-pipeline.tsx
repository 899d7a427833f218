"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";

import { EditPipelineLink } from "@/components/gates/edit-pipeline-link";
import { PipelineGraph } from "@/components/gates/pipeline-graph";
import { PipelineOrigin } from "@/components/gates/pipeline-origin";
import { ResetPipelineDialog } from "@/components/gates/reset-pipeline-dialog";
import { StartingPoints } from "@/components/gates/starting-points";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Section } from "@/components/ui/section";
import { serviceQuery, waitingDeploymentsQuery } from "@/lib/delivery/query-options";
import { freezesQuery, holdsQuery, pipelineQuery } from "@/lib/gates/query-options";

import { Forecast } from "./forecast";
import { StageBox } from "./stage-box";
import { StageCard } from "./stage-card";

type ServicePipelineProps = {
  service: { id: string; name: string };
  /** Names, in order of promotion. */
  environments: readonly string[];
  whyNotEdit: string | null;
};

/** The graph first, then each stage with what serves, waits, holds and freezes there, then what would be on a date. */
export function ServicePipeline({ service, environments, whyNotEdit }: ServicePipelineProps) {
  const { data: pipeline } = useSuspenseQuery(pipelineQuery(service.id));
  const { data: detail } = useSuspenseQuery(serviceQuery(service));
  const { data: waiting } = useSuspenseQuery(waitingDeploymentsQuery(service.id));
  const { data: holds } = useSuspenseQuery(holdsQuery(service.id));
  const { data: freezes } = useSuspenseQuery(freezesQuery());
  const [isResetting, setIsResetting] = useState(false);
  const path = `/services/${service.name}/pipeline/edit`;
  const { stages, openings, origin } = pipeline;
  const stageOf = (environment: string) => ({
    placement: detail.environments.find((place) => place.environment === environment),
    waiting: waiting.items.filter((deployment) => deployment.environment === environment),
    hold: holds.items.find((hold) => hold.environment === environment),
    freezes: freezes.items.filter(
      (freeze) =>
        (freeze.service ?? service.name) === service.name &&
        (freeze.environment ?? environment) === environment,
    ),
  });
  const outside = environments.filter((name) => !stages.some(({ environment }) => environment === name));
  return (
    <>
      <Panel
        title="Pipeline"
        description={<PipelineOrigin pipeline={pipeline} />}
        actions={
          <>
            {origin === "own" && whyNotEdit === null && (
              <Button size="sm" onClick={() => setIsResetting(true)}>
                Take it away
              </Button>
            )}
            <EditPipelineLink to={path} whyNot={whyNotEdit} isFirst={origin !== "own"} />
          </>
        }
        flush
      >
        <PipelineGraph stages={stages}>
          {(stage) => <StageBox stage={stage} {...stageOf(stage.environment)} />}
        </PipelineGraph>
      </Panel>
      {origin === "environments" && whyNotEdit === null && <StartingPoints to={path} />}
      <Section title="Stages">
        {outside.length > 0 && (
          <Notice>
            {`The pipeline does not lead through ${outside.join(", ")}: deployments there are asked for nothing.`}
          </Notice>
        )}
        <ol className="flex flex-col gap-3">
          {stages.map((stage) => (
            <li key={stage.environment}>
              <StageCard
                stage={stage}
                service={service}
                opening={openings[stage.environment]}
                isRule={origin !== "environments"}
                {...stageOf(stage.environment)}
              />
            </li>
          ))}
        </ol>
      </Section>
      {environments.length > 1 && <Forecast service={service} stages={stages} environments={environments} />}
      {isResetting && <ResetPipelineDialog service={service} onClose={() => setIsResetting(false)} />}
    </>
  );
}
