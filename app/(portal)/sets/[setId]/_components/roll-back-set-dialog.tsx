"use client";

import { useRouter } from "next/navigation";
import { useId, useState } from "react";

import { counted } from "@/components/delivery/counted";
import { releaseSetPath } from "@/components/delivery/paths";
import { ReasonField } from "@/components/delivery/reason-field";
import { releaseName } from "@/components/delivery/release-name";
import { useRequest } from "@/components/delivery/use-request";
import { RollBackIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { href } from "@/components/ui/href";
import { rollBackReleaseSetAction } from "@/lib/delivery/actions";
import type { ReleaseSetView } from "@/lib/delivery/contract";

/** Says what goes back to what, in which order, and what does not. */
export function RollBackSetDialog({ set, onClose }: { set: ReleaseSetView; onClose: () => void }) {
  const formId = useId();
  const router = useRouter();
  const [reason, setReason] = useState("");
  const { request, pending, problem } = useRequest(rollBackReleaseSetAction, ({ id }) =>
    router.push(href(releaseSetPath(id))),
  );
  const back = set.rollback.filter(({ whyNot }) => whyNot === null);
  const left = set.rollback.filter(({ whyNot }) => whyNot !== null);
  const many = counted(back.length, "service");
  const underWay = set.waves.flat().filter(({ status }) => status === "requested");
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      title={`Roll back ${many} in ${set.to}`}
      description="In reverse order, each to exactly what served before, with the configuration of that time."
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Keep what was promoted
          </Button>
          <Button form={formId} type="submit" variant="danger" icon={RollBackIcon} loading={pending}>
            Roll back {many} in {set.to}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          request({ id: set.id, reason });
        }}
        className="flex flex-col gap-4"
      >
        <ol aria-label="What goes back" className="flex flex-col gap-1">
          {back.map(({ service, release, takesMigrationsBack }) => (
            <li key={service.id} className="flex flex-wrap items-baseline gap-x-2">
              <span className="font-medium [overflow-wrap:anywhere]">{service.name}</span>
              <span className="text-fg-muted">
                to {release && releaseName(release)}
                {takesMigrationsBack && ", and its migrations are taken back"}
              </span>
            </li>
          ))}
        </ol>
        {underWay.length > 0 && (
          <p className="text-fg-muted">
            {underWay.map(({ service }) => service.name).join(", ")}: under way, and canceled.
          </p>
        )}
        {left.length > 0 && (
          <ul aria-label="What stays" className="flex flex-col gap-1 text-fg-muted">
            {left.map(({ service, whyNot }) => (
              <li key={service.id}>
                {service.name} stays. {whyNot}
              </li>
            ))}
          </ul>
        )}
        <ReasonField value={reason} onChange={setReason} problem={problem?.fields["reason"]} />
        <FormError message={problem?.fields["reason"] ? undefined : problem?.message} />
      </form>
    </Dialog>
  );
}
