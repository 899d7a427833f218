"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";

import { EditPipelineLink } from "@/components/gates/edit-pipeline-link";
import { PipelineGraph } from "@/components/gates/pipeline-graph";
import { PipelineOrigin } from "@/components/gates/pipeline-origin";
import { ResetPipelineDialog } from "@/components/gates/reset-pipeline-dialog";
import { StageOutline } from "@/components/gates/stage-outline";
import { StageRules } from "@/components/gates/stage-rules";
import { StartingPoints } from "@/components/gates/starting-points";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { pipelineQuery } from "@/lib/gates/query-options";

const EDIT = "/settings/pipeline/edit";

/** The template as a graph and in sentences, or ways to begin where there is none. */
export function PipelineTemplate({ whyNotEdit }: { whyNotEdit: string | null }) {
  const { data: pipeline } = useSuspenseQuery(pipelineQuery());
  const [isResetting, setIsResetting] = useState(false);
  const { stages, origin } = pipeline;
  const isWritten = origin === "template";
  return (
    <>
      {whyNotEdit !== null && <Notice>{whyNotEdit}</Notice>}
      <Panel
        title="Pipeline template"
        description={<PipelineOrigin pipeline={pipeline} isTemplate />}
        actions={
          <>
            {isWritten && whyNotEdit === null && (
              <Button size="sm" onClick={() => setIsResetting(true)}>
                Take it away
              </Button>
            )}
            <EditPipelineLink to={EDIT} whyNot={whyNotEdit} isFirst={!isWritten} />
          </>
        }
        flush
      >
        <PipelineGraph stages={stages}>{(stage) => <StageOutline stage={stage} />}</PipelineGraph>
        {isWritten && (
          <ol className="divide-y divide-border border-t">
            {stages.map((stage) => (
              <li key={stage.environment} className="flex flex-col gap-2 px-4 py-3">
                <h3 className="font-medium [overflow-wrap:anywhere]">{stage.environment}</h3>
                <StageRules stage={stage} />
              </li>
            ))}
          </ol>
        )}
      </Panel>
      {!isWritten && whyNotEdit === null && <StartingPoints to={EDIT} />}
      {isResetting && <ResetPipelineDialog service={undefined} onClose={() => setIsResetting(false)} />}
    </>
  );
}
