"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { ArchiveIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { href } from "@/components/ui/href";
import { Panel } from "@/components/ui/panel";
import { TypedNameDialog } from "@/components/ui/typed-name-dialog";
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
  const router = useRouter();
  const { request, pending, problem } = useRequest(archiveServiceAction, () =>
    router.push(href("/services")),
  );
  return (
    <TypedNameDialog
      title={`Archive ${service.name}`}
      description="Every environment stops serving it at once."
      name={service.name}
      action={`Archive ${service.name}`}
      icon={ArchiveIcon}
      pending={pending}
      problem={problem}
      onConfirm={(confirmName) => request({ id: service.id, confirmName })}
      onClose={onClose}
    />
  );
}
