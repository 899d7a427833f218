"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";

import { useApiCommand } from "@/components/delivery/use-api-command";
import { useRequest } from "@/components/delivery/use-request";
import { BoxIcon, PlusIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { CommandLine } from "@/components/ui/command-line";
import { FormError } from "@/components/ui/form-error";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { loadSampleWorkspaceAction } from "@/lib/delivery/actions";

/** Before the first service: two ways on. */
export function FirstSteps({ mayAddService }: { mayAddService: boolean }) {
  const router = useRouter();
  const [loaded, setLoaded] = useState(false);
  const { request, pending, problem } = useRequest(loadSampleWorkspaceAction, () => {
    setLoaded(true);
    router.push("/services");
  });

  return (
    <>
      <PageHeader
        title="Nothing runs yet"
        answer="Slipway builds a git repository once and takes the result through every environment."
      />
      {!mayAddService && (
        <Notice tone="info" title="Somebody has to add a service first">
          Developers may. An administrator can give you that role under Settings, People.
        </Notice>
      )}
      <div className="grid gap-4 md:grid-cols-2">
        <section className="flex flex-col items-start gap-4 rounded-lg border bg-surface p-5">
          <div>
            <h2 className="text-base font-medium">Add your service</h2>
            <p className="text-fg-muted">
              A local path or a git URL is enough: a Node server, a static site, or anything with a
              slipway.yaml.
            </p>
          </div>
          {mayAddService && (
            <LinkButton to="/services/new" variant="primary" icon={PlusIcon}>
              Add your service
            </LinkButton>
          )}
        </section>
        <section className="flex flex-col items-start gap-4 rounded-lg border bg-surface p-5">
          <div>
            <h2 className="text-base font-medium">Load the sample workspace</h2>
            <p className="text-fg-muted">
              Two small services with several releases, one of them broken on purpose, really built and run
              here.
            </p>
          </div>
          {mayAddService && (
            <Button icon={BoxIcon} loading={pending || loaded} onClick={() => request({})}>
              {pending || loaded ? "Loading the samples…" : "Load the sample workspace"}
            </Button>
          )}
          <FormError message={problem?.message} />
        </section>
      </div>
      <section className="flex max-w-2xl flex-col gap-2">
        <p className="text-fg-muted">
          Or from a terminal, with a token from <em className="not-italic">Settings, Tokens</em>:
        </p>
        <FirstCommand />
      </section>
    </>
  );
}

function FirstCommand() {
  const command = useApiCommand("/services", {
    name: "my-service",
    repository: { url: "/path/to/repository" },
  });
  return <CommandLine command={command} />;
}
