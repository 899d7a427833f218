"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { useLeaveWarning } from "@/components/forms/use-leave-warning";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { href } from "@/components/ui/href";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { savePipelineAction } from "@/lib/gates/actions";
import { pipelineQuery } from "@/lib/gates/query-options";

import { viewsOf } from "./pipeline-draft";
import { PipelineForm } from "./pipeline-form";
import { PipelineGraph } from "./pipeline-graph";
import { readPipelineText } from "./pipeline-text";
import { PipelineTextField } from "./pipeline-text-field";
import type { StageChoices } from "./stage-form";
import { StageOutline } from "./stage-outline";
import { StartingPointMenu } from "./starting-point-menu";

export type PipelineEditorProps = {
  /** Undefined: the template. */
  service: { id: string; name: string } | undefined;
  choices: StageChoices;
  /** What to begin with instead of what holds now. */
  initialText: string | undefined;
  /** Where one comes from, and goes back to. */
  backTo: string;
};

/** A pipeline as a form and as text. The text is the one truth: the form writes into it. */
export default function PipelineEditor({ service, choices, initialText, backTo }: PipelineEditorProps) {
  const router = useRouter();
  const { data: pipeline } = useSuspenseQuery(pipelineQuery(service?.id));
  const isOwn = pipeline.origin === (service ? "own" : "template");
  const version = isOwn ? pipeline.version : 0;
  const [base, setBase] = useState(version);
  const [text, setText] = useState(initialText ?? pipeline.text);
  const draft = readPipelineText(text);
  const { request, pending, problem } = useRequest(savePipelineAction, () => router.push(href(backTo)));
  const problems = problem?.fields ?? {};
  const isChanged = text !== pipeline.text;
  useLeaveWarning(isChanged && !pending);
  const save = () => request({ ...(service && { serviceId: service.id }), text, expectedVersion: base });
  return (
    <>
      <Panel
        title={service ? "Edit the pipeline" : "Edit the template"}
        actions={<StartingPointMenu choices={choices} text={text} onChoose={setText} />}
        flush
      >
        {draft.problem === undefined && draft.stages.length > 0 ? (
          <PipelineGraph stages={viewsOf(draft.stages)}>
            {(stage) => <StageOutline stage={stage} />}
          </PipelineGraph>
        ) : (
          <p className="p-4 text-fg-muted">The graph shows as soon as the text names a stage.</p>
        )}
      </Panel>
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
        <PipelineForm draft={draft} text={text} onText={setText} choices={choices} problems={problems} />
        <PipelineTextField text={text} onText={setText} problem={problems["text"] ?? draft.problem} />
      </div>
      <div className="sticky bottom-(--bottom-bar-height) z-10 -mx-4 flex flex-col gap-2 border-t bg-bg px-4 py-3 sm:-mx-6 sm:px-6">
        {version !== base && (
          <Notice
            tone="warn"
            announce
            title={
              version === 0
                ? "Somebody took this pipeline away."
                : `${pipeline.updatedByName} saved version ${version} meanwhile.`
            }
            actions={
              <>
                <Button
                  size="sm"
                  onClick={() => {
                    setText(pipeline.text);
                    setBase(version);
                  }}
                >
                  Take theirs
                </Button>
                <Button size="sm" onClick={() => setBase(version)}>
                  Keep mine
                </Button>
              </>
            }
          >
            What you write began with an earlier one. Keeping yours replaces theirs when you save.
          </Notice>
        )}
        <FormError message={version === base ? problem?.message : undefined} />
        <div className="flex flex-wrap items-center justify-end gap-2">
          <span className="mr-auto text-fg-muted max-sm:hidden">It holds at once, also for what waits.</span>
          <LinkButton to={backTo}>Not now</LinkButton>
          <Button variant="primary" loading={pending} onClick={save} disabled={!isChanged && isOwn}>
            {service ? "Save the pipeline" : "Save the template"}
          </Button>
        </div>
      </div>
    </>
  );
}
