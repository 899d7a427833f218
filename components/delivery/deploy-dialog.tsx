"use client";

import { useId, type FormEvent } from "react";

import { formText } from "@/components/forms/form-text";
import { RocketIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { ReleaseTag } from "@/components/ui/release-tag";
import { deployReleaseAction } from "@/lib/delivery/actions";

import { CommandForThis } from "./command-for-this";
import type { DialogProps } from "./delivery-dialogs";
import { PlanSteps } from "./plan-steps";
import { releaseName, shortRelease, tagged } from "./release-name";
import { useRequest } from "./use-request";

/** Puts one built release into one environment. */
export function DeployDialog({ request: about, onClose, onTaken }: DialogProps<"deploy">) {
  const { service, environment, release, replaces } = about;
  const formId = useId();
  const { request, pending, problem } = useRequest(deployReleaseAction, ({ id }) =>
    onTaken({
      serviceId: service.id,
      environment,
      deploymentId: id,
      sentence: `Deployment of ${shortRelease(release)} to ${environment} requested.`,
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault(); // a form action would empty the note, also when the server refuses
    request({
      serviceId: service.id,
      releaseId: release.id,
      environment,
      expectedReleaseId: replaces?.id ?? null,
      reason: formText(new FormData(event.currentTarget), "reason"),
    });
  };

  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      size="sm"
      title={`Deploy ${service.name} ${releaseName(release)}`}
      description={`to ${environment}`}
      footer={
        <>
          <Button onClick={onClose} disabled={pending} data-autofocus>
            Not now
          </Button>
          <Button form={formId} type="submit" variant="primary" icon={RocketIcon} loading={pending}>
            Deploy {shortRelease(release)} to {environment}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-5">
        {replaces && replaces.number > release.number && (
          <Notice tone="warn" title="This goes back">
            {environment} serves #{replaces.number}, which is newer.
          </Notice>
        )}
        <div className="flex flex-col gap-2">
          <ReleaseTag release={tagged(release)} look="full" />
          <p className="text-fg-muted">
            {replaces ? (
              <>
                replaces <ReleaseTag release={tagged(replaces)} />
              </>
            ) : (
              `is the first release in ${environment}`
            )}
          </p>
        </div>
        <PlanSteps steps={stepsOf(environment, replaces !== null)} />
        <Field label="Note" optional>
          {(control) => (
            <Input {...control} name="reason" maxLength={500} placeholder="Stays with the deployment" />
          )}
        </Field>
        <CommandForThis
          path="/deployments"
          body={{ serviceId: service.id, releaseId: release.id, environment }}
        />
        <FormError message={problem?.message} />
      </form>
    </Dialog>
  );
}

function stepsOf(environment: string, replaces: boolean): string[] {
  return [
    `It starts in ${environment}${replaces ? " beside the release that serves" : ""}.`,
    "When it answers its health check, traffic moves to it.",
    replaces
      ? "If it does not, nothing changes: what serves now keeps serving."
      : "If it does not, it is stopped and you see why.",
  ];
}
