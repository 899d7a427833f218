"use client";

import type { DialogProps } from "@/components/delivery/delivery-dialogs";
import { releaseName } from "@/components/delivery/release-name";
import { useRequest } from "@/components/delivery/use-request";
import { formText } from "@/components/forms/form-text";
import { LockIcon } from "@/components/icons";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { quarantineReleaseAction } from "@/lib/gates/actions";

import { ReasonDialog } from "./reason-dialog";

/** Says to everybody that a release is bad, with the reason they will read when they try to deploy it. */
export function QuarantineDialog({ request: about, onClose }: Omit<DialogProps<"quarantine">, "onTaken">) {
  const { service, release } = about;
  const { request, pending, problem } = useRequest(quarantineReleaseAction, onClose);
  return (
    <ReasonDialog
      title={`Quarantine ${service.name} ${releaseName(release)}`}
      action={`Put #${release.number} in quarantine`}
      hint="Everybody who tries to deploy it reads this."
      variant="danger"
      icon={LockIcon}
      more={{
        name: "link",
        field: (
          <Field label="Link" optional error={problem?.fields["link"]} hint="To the incident or the issue.">
            {(control) => (
              <Input {...control} name="link" type="url" maxLength={1_000} placeholder="https://" />
            )}
          </Field>
        ),
      }}
      pending={pending}
      problem={problem}
      onClose={onClose}
      onSubmit={(reason, form) => {
        const link = formText(form, "link").trim();
        request({ releaseId: release.id, reason, ...(link && { link }) });
      }}
    >
      <p className="text-fg-muted">
        Neither people nor automation deploy it any more, unless somebody overrides that with a reason. Where
        it serves it goes on serving.
      </p>
    </ReasonDialog>
  );
}
