"use client";

import { useRouter } from "next/navigation";
import { useId, useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { ArchiveIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { href } from "@/components/ui/href";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { archiveServiceAction } from "@/lib/catalog/actions";

type ArchiveServiceProps = { service: { id: string; name: string }; mayArchive: boolean };

/** The one thing here that cannot be taken back, so the name is typed. */
export function ArchiveService({ service, mayArchive }: ArchiveServiceProps) {
  const [asking, setAsking] = useState(false);
  return (
    <Panel title="Danger zone" className="border-fail-border">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="max-w-prose min-w-0">
          <h3 className="font-medium">Archive {service.name}</h3>
          <p className="text-fg-muted">
            It stops everywhere and leaves the portal. Its history stays, and its name becomes free.
            {!mayArchive && " Operators may do this."}
          </p>
        </div>
        <Button icon={ArchiveIcon} disabled={!mayArchive} onClick={() => setAsking(true)}>
          Archive {service.name}…
        </Button>
      </div>
      {asking && <ArchiveDialog service={service} onClose={() => setAsking(false)} />}
    </Panel>
  );
}

type ArchiveDialogProps = { service: { id: string; name: string }; onClose: () => void };

function ArchiveDialog({ service, onClose }: ArchiveDialogProps) {
  const formId = useId();
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const { request, pending, problem } = useRequest(archiveServiceAction, () =>
    router.push(href("/services")),
  );
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      size="sm"
      title={`Archive ${service.name}`}
      description="Every environment stops serving it at once."
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Keep it
          </Button>
          <Button
            form={formId}
            type="submit"
            variant="danger"
            icon={ArchiveIcon}
            loading={pending}
            disabled={typed !== service.name}
          >
            Archive {service.name}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          request({ id: service.id, confirmName: typed });
        }}
        className="flex flex-col gap-4"
      >
        <Field label={`Type ${service.name} to confirm`} error={problem?.fields["confirmName"]}>
          {(control) => (
            <Input
              {...control}
              data-autofocus
              className="code"
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            />
          )}
        </Field>
        <FormError message={problem?.fields["confirmName"] ? undefined : problem?.message} />
      </form>
    </Dialog>
  );
}
