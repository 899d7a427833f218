"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";

import { PlusIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import type { EnvironmentView } from "@/lib/catalog/contract";
import { environmentsQuery } from "@/lib/catalog/query-options";

import { EnvironmentCard } from "./environment-card";

// Nobody pays for a dialog before opening it.
// Not drawn by the server, and so with a boundary of its own: the page and its focus stay while it loads.
const EnvironmentDialog = dynamic(
  () => import("./environment-dialog").then((module) => module.EnvironmentDialog),
  { ssr: false },
);

type Question = { kind: "add" } | { kind: "edit"; environment: EnvironmentView };

/** The environments in order of promotion with their rules in words. */
export function EnvironmentSettings({ mayEdit }: { mayEdit: boolean }) {
  const {
    data: { items: environments },
  } = useSuspenseQuery(environmentsQuery());
  const [question, setQuestion] = useState<Question>();
  return (
    <Section
      title="Environments"
      description="A release goes through them in this order."
      actions={
        mayEdit && (
          <Button icon={PlusIcon} onClick={() => setQuestion({ kind: "add" })}>
            Add an environment
          </Button>
        )
      }
    >
      {!mayEdit && <Notice>Administrators may change environments. You can read the rules.</Notice>}
      <ol className="flex flex-col gap-3">
        {environments.map((environment, index) => (
          <li key={environment.id}>
            <EnvironmentCard
              environment={environment}
              number={index + 1}
              onEdit={mayEdit ? () => setQuestion({ kind: "edit", environment }) : undefined}
            />
          </li>
        ))}
      </ol>
      {question && (
        <EnvironmentDialog
          environment={question.kind === "edit" ? question.environment : undefined}
          environments={environments}
          onClose={() => setQuestion(undefined)}
        />
      )}
    </Section>
  );
}
