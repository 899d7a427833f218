"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";

import { HammerIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { href } from "@/components/ui/href";
import { requestReleaseAction } from "@/lib/delivery/actions";
import { commitsQuery } from "@/lib/delivery/query-options";

import { BuildSource, type Source } from "./build-source";
import { CommandForThis } from "./command-for-this";
import type { DialogProps } from "./delivery-dialogs";
import { releasePath } from "./paths";
import { useRequest } from "./use-request";

type BuildReleaseDialogProps = Omit<DialogProps<"build">, "onTaken">;

/** Builds a release from the head of the branch, a recent commit, or any ref; then shows the build. */
export function BuildReleaseDialog({ request: about, onClose }: BuildReleaseDialogProps) {
  const { service, branch } = about;
  const head = branch ?? "HEAD";
  const formId = useId();
  const router = useRouter();
  const [source, setSource] = useState<Source>({ kind: "head" });
  const [ref, setRef] = useState("");
  const commits = useQuery(commitsQuery(service.id));
  const chosen = source.kind === "head" ? head : source.kind === "commit" ? source.sha : ref.trim();

  const { request, pending, problem } = useRequest(requestReleaseAction, ({ id }) => {
    onClose();
    router.push(href(releasePath(service.name, id)));
  });

  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      title={`Build a release of ${service.name}`}
      description="It is built once and can then go through every environment."
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Not now
          </Button>
          <Button
            form={formId}
            type="submit"
            variant="primary"
            icon={HammerIcon}
            loading={pending}
            disabled={!chosen}
            data-autofocus
          >
            Build {nameOf(source, branch, ref)}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        action={() => request({ serviceId: service.id, ref: chosen })}
        className="flex flex-col gap-5"
      >
        <BuildSource
          branch={branch}
          commits={commits.data?.items}
          commitsProblem={commits.error?.message}
          source={source}
          onSource={setSource}
          typedRef={ref}
          onTypedRef={setRef}
          refProblem={problem?.fields["ref"]}
        />
        <CommandForThis path={`/services/${service.id}/releases`} body={{ ref: chosen || head }} />
        <FormError message={problem?.fields["ref"] ? undefined : problem?.message} />
      </form>
    </Dialog>
  );
}

function nameOf(source: Source, branch: string | undefined, ref: string): string {
  if (source.kind === "commit") return source.sha.slice(0, 7);
  if (source.kind === "ref") return ref.trim();
  return branch ?? "the default branch";
}
