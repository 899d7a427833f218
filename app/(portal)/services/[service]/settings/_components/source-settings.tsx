"use client";

import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { updateServiceAction } from "@/lib/catalog/actions";
import type { ServiceView } from "@/lib/catalog/contract";
import { repositoryPreviewQuery } from "@/lib/delivery/query-options";

import { CorrectionFields } from "./correction-fields";
import { DetectionNow } from "./detection-now";
import { RepositoryFields } from "./repository-fields";
import { updateOf, valuesIn, valuesOf, type SourceValues } from "./update-of";

/** Where the source is and what the team corrects about detection. Building again is what makes it count. */
export function SourceSettings({ service, mayEdit }: { service: ServiceView; mayEdit: boolean }) {
  const [saved, setSaved] = useState(false);
  // What the form began with, and what was saved from it since: only the difference is sent.
  const [opened] = useState(service);
  const [before, setBefore] = useState(() => valuesOf(service));
  const save = async (after: SourceValues) => {
    const answer = await updateServiceAction(updateOf(service.id, before, after));
    if (answer.ok) setBefore(after);
    return answer;
  };
  const { request, pending, problem } = useRequest(save, () => setSaved(true));
  const detected = useQuery({
    ...repositoryPreviewQuery(service.repository),
    enabled: mayEdit,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault(); // a form action would empty the fields, also when the server refuses
    setSaved(false);
    request(valuesIn(new FormData(event.currentTarget)));
  };
  const problems = problem?.fields ?? {};
  const refusal = problem && Object.keys(problems).length === 0 ? problem.message : undefined;

  return (
    <Panel
      title="Source, build and run"
      description="A change takes effect with the next build; releases that are built stay what they are."
    >
      {!mayEdit && <Notice className="mb-4">Developers may change these settings. You can read them.</Notice>}
      <form onSubmit={submit} onChange={() => setSaved(false)}>
        <fieldset disabled={!mayEdit} className="flex min-w-0 flex-col gap-6">
          <RepositoryFields service={opened} problems={problems} detected={detected.data} />
          <DetectionNow
            preview={detected.data}
            looking={detected.isFetching}
            problem={detected.error?.message}
          />
          <CorrectionFields settings={opened.settings} problems={problems} detected={detected.data} />
          <FormError message={refusal} />
          {mayEdit && (
            <div className="flex flex-wrap items-center gap-3">
              <Button type="submit" variant="primary" loading={pending}>
                Save
              </Button>
              <output className="text-fg-muted">{saved && "Saved. Build a release to use it."}</output>
            </div>
          )}
        </fieldset>
      </form>
    </Panel>
  );
}
