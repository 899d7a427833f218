"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";

import { CheckCircleIcon, PlusIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { checksQuery } from "@/lib/checks/query-options";

import type { CheckQuestion } from "./check-dialog";
import { CheckTable } from "./check-table";
import { RunChecksButtons } from "./run-checks-buttons";

// Nobody pays for a dialog before opening it.
// Not drawn by the server, and so with a boundary of its own: the page and its focus stay while it loads.
const CheckDialog = dynamic(() => import("./check-dialog").then((module) => module.CheckDialog), {
  ssr: false,
});
const ProposeDialog = dynamic(() => import("./propose-dialog").then((module) => module.ProposeDialog), {
  ssr: false,
});

type DeclaredChecksProps = {
  service: { id: string; name: string };
  /** Environments in which the viewer may run them. */
  runIn: readonly string[];
  mayEdit: boolean;
};

/** What is checked, and what each check last said in each environment. */
export function DeclaredChecks({ service, runIn, mayEdit }: DeclaredChecksProps) {
  const { data } = useSuspenseQuery(checksQuery(service.id));
  const [question, setQuestion] = useState<CheckQuestion>();
  const served = data.environments
    .filter(({ releaseNumber }) => releaseNumber !== null)
    .map(({ name }) => name);
  const [isProposing, setIsProposing] = useState(false);
  const mayRunIn = served.filter((name) => runIn.includes(name));
  const add = mayEdit && (
    <span className="flex flex-wrap items-center gap-2">
      <Button size="sm" onClick={() => setIsProposing(true)}>
        From OpenAPI
      </Button>
      <Button size="sm" icon={PlusIcon} onClick={() => setQuestion({ check: undefined })}>
        Add a check
      </Button>
    </span>
  );
  return (
    <>
      {data.checks.length === 0 ? (
        <Panel>
          <EmptyState
            icon={CheckCircleIcon}
            title="Nothing is checked yet."
            action={add}
            command={`printf 'checks:\\n  - name: home page\\n    http: { url: / }\\n' >> slipway.yaml`}
          >
            A check gates every deployment, before traffic moves and after it. Declare it in{" "}
            <code className="code">slipway.yaml</code> or add it here.
          </EmptyState>
        </Panel>
      ) : (
        <Panel
          title="Checks"
          description="Of the release's slipway.yaml and of the portal. A failed one stops a deployment."
          actions={add}
          footer={<RunChecksButtons service={service} environments={mayRunIn} isServed={served.length > 0} />}
          flush
        >
          <CheckTable
            service={service}
            view={data}
            runIn={mayRunIn}
            onAsk={mayEdit ? (check) => setQuestion({ check }) : undefined}
          />
        </Panel>
      )}
      {isProposing && (
        <ProposeDialog
          service={service}
          isServed={served.length > 0}
          known={data.checks.map(({ name }) => name)}
          environments={data.environments.map(({ name }) => name)}
          mayRunIn={runIn}
          onClose={() => setIsProposing(false)}
        />
      )}
      {question && (
        <CheckDialog serviceId={service.id} question={question} onClose={() => setQuestion(undefined)} />
      )}
    </>
  );
}
