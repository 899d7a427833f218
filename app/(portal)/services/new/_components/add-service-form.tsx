"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";

import { servicePath } from "@/components/delivery/paths";
import { useRequest } from "@/components/delivery/use-request";
import { href } from "@/components/ui/href";
import { createServiceAction } from "@/lib/catalog/actions";
import { requestReleaseAction } from "@/lib/delivery/actions";
import { repositoryPreviewQuery } from "@/lib/delivery/query-options";

import { DetectionPanel } from "./detection-panel";
import { RepositoryPanel } from "./repository-panel";
import { EMPTY_DRAFT, repositoryOf, requestOf, type ServiceDraft } from "./service-draft";
import { suggestName } from "./suggest-name";

/** Two steps: look at the repository, then correct what was found and add it. */
export function AddServiceForm() {
  const router = useRouter();
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const [lookedAt, setLookedAt] = useState<ReturnType<typeof repositoryOf>>();
  const preview = useQuery({
    ...repositoryPreviewQuery(lookedAt ?? { url: "" }),
    enabled: lookedAt !== undefined,
  });
  const change = (part: Partial<ServiceDraft>) => setDraft((now) => ({ ...now, ...part }));
  const name = draft.name ?? suggestName(draft.url, draft.path);

  const { request, pending, problem, forget } = useRequest(addAndBuild, (service) =>
    router.push(href(servicePath(service.name))),
  );
  const look = () => {
    forget();
    const repository = repositoryOf(draft);
    if (lookedAt && isSame(lookedAt, repository)) void preview.refetch();
    else setLookedAt(repository);
  };
  const current = lookedAt !== undefined && isSame(lookedAt, repositoryOf(draft));
  const found = current && !preview.isFetching ? preview.data : undefined;

  return (
    <div className="flex flex-col gap-6">
      <RepositoryPanel
        draft={draft}
        onChange={change}
        onLook={look}
        looking={preview.isFetching}
        looked={found !== undefined}
        branches={found?.branches}
        problem={
          problem?.fields["repository.url"] ??
          (current && !preview.isFetching ? preview.error?.message : undefined)
        }
      />
      {found && (
        <DetectionPanel
          preview={found}
          draft={draft}
          name={name}
          onChange={change}
          onAdd={() => request({ draft, name, ref: draft.branch.trim() || found.defaultBranch || "HEAD" })}
          adding={pending}
          problem={problem}
        />
      )}
    </div>
  );
}

/** Adds the service and, if wanted, asks for its first release. A service that is added stays, whatever the build says. */
async function addAndBuild({ draft, name, ref }: { draft: ServiceDraft; name: string; ref: string }) {
  const added = await createServiceAction(requestOf(draft, name));
  if (added.ok && draft.buildAtOnce) await requestReleaseAction({ serviceId: added.data.id, ref });
  return added;
}

const isSame = (one: object, other: object) => JSON.stringify(one) === JSON.stringify(other);
