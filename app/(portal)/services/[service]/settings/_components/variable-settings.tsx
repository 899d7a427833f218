"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";

import { configurationPath } from "@/components/configuration/paths";
import { KeyIcon, PlusIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";
import { variablesQuery } from "@/lib/configuration/query-options";
import { variableProblemsQuery } from "@/lib/delivery/query-options";

import type { VariableQuestion } from "./variable-dialog";
import { VariableProblems } from "./variable-problems";
import { VariableTable } from "./variable-table";

// Nobody pays for a dialog before opening it.
// Not drawn by the server, and so with a boundary of its own: the page and its focus stay while it loads.
const ImportDialog = dynamic(() => import("./import-dialog").then((module) => module.ImportDialog), {
  ssr: false,
});
const VariableDialog = dynamic(() => import("./variable-dialog").then((module) => module.VariableDialog), {
  ssr: false,
});

/** An environment, and whether the viewer may write its variables. */
export type VariablePlace = { name: string; deployRole: string; mayWrite: boolean };
type VariableSettingsProps = { service: { id: string; name: string }; places: VariablePlace[] };

/** What the service is configured with in each environment. The values of secrets go in and never come out again. */
export function VariableSettings({ service, places }: VariableSettingsProps) {
  const { data: variables } = useSuspenseQuery(variablesQuery(service.id));
  const { data: problems } = useSuspenseQuery(variableProblemsQuery(service.id));
  const [question, setQuestion] = useState<VariableQuestion>();
  const writable = places.filter(({ mayWrite }) => mayWrite);
  const [isImporting, setIsImporting] = useState(false);
  const actions = (
    <>
      <LinkButton to={configurationPath(service.name)} size="sm">
        Compare
      </LinkButton>
      {writable.length > 0 && (
        <Button size="sm" onClick={() => setIsImporting(true)}>
          Import .env
        </Button>
      )}
    </>
  );
  const add = writable.length > 0 && (
    <Button
      size="sm"
      icon={PlusIcon}
      onClick={() => setQuestion({ key: undefined, environments: writable.map(({ name }) => name) })}
    >
      Add a variable
    </Button>
  );
  return (
    <Panel
      id="variables"
      title="Variables"
      description="Encrypted; a secret is never shown again. A change takes effect with the next deployment."
      actions={
        <>
          {actions}
          {variables.items.length > 0 && add}
        </>
      }
      flush
    >
      <VariableProblems found={problems.items} places={places} onAsk={setQuestion} />
      {variables.items.length === 0 ? (
        <EmptyState icon={KeyIcon} title="No variables are set." action={add}>
          {service.name} runs with what Slipway gives to every service: the port, and{" "}
          <code className="code">SLIPWAY_SERVICE</code>, <code className="code">SLIPWAY_ENVIRONMENT</code>,{" "}
          <code className="code">SLIPWAY_REGION</code> and <code className="code">SLIPWAY_RELEASE</code>.
        </EmptyState>
      ) : (
        <VariableTable variables={variables.items} places={places} onAsk={setQuestion} />
      )}
      {isImporting && (
        <ImportDialog
          serviceId={service.id}
          environments={writable.map(({ name }) => name)}
          onClose={() => setIsImporting(false)}
        />
      )}
      {question && (
        <VariableDialog
          serviceId={service.id}
          question={question}
          places={places}
          variables={variables.items}
          onClose={() => setQuestion(undefined)}
        />
      )}
    </Panel>
  );
}
