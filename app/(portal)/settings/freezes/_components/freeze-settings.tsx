"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";

import { PlusIcon, SnowflakeIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Section } from "@/components/ui/section";
import { HeaderCell, Table } from "@/components/ui/table";
import type { FreezeView } from "@/lib/gates/contract";
import { freezesQuery } from "@/lib/gates/query-options";

import { EndFreezeDialog } from "./end-freeze-dialog";
import { FreezeRow } from "./freeze-row";

// Nobody pays for a dialog before opening it.
// Not drawn by the server, and so with a boundary of its own: the page and its focus stay while it loads.
const FreezeDialog = dynamic(() => import("./freeze-dialog").then((module) => module.FreezeDialog), {
  ssr: false,
});
const FreezeNowDialog = dynamic(
  () => import("./freeze-now-dialog").then((module) => module.FreezeNowDialog),
  { ssr: false },
);

type Question = { kind: "declare" } | { kind: "now" } | { kind: "end"; freeze: FreezeView };

/** Every freeze with what it holds for and when it is in force next; those in force stand first. */
export function FreezeSettings({ mayEdit, environments }: { mayEdit: boolean; environments: string[] }) {
  const {
    data: { items: freezes },
  } = useSuspenseQuery(freezesQuery());
  const [question, setQuestion] = useState<Question>();
  const close = () => setQuestion(undefined);
  const declare = (
    <Button icon={PlusIcon} onClick={() => setQuestion({ kind: "declare" })}>
      Declare a freeze
    </Button>
  );
  return (
    <Section
      title="Freezes"
      description="While one is in force, new deployments wait. What is under way finishes, and rollbacks pass unless it says otherwise."
      actions={
        mayEdit && (
          <>
            <Button icon={SnowflakeIcon} onClick={() => setQuestion({ kind: "now" })}>
              Freeze everything now
            </Button>
            {freezes.length > 0 && declare}
          </>
        )
      }
    >
      {!mayEdit && <Notice>Operators may declare and end freezes. You can see them.</Notice>}
      <Panel flush>
        {freezes.length === 0 ? (
          <EmptyState icon={SnowflakeIcon} title="Nothing is ever frozen." action={mayEdit && declare}>
            A freeze keeps deployments back at times when nobody could look after them: a weekend, the
            holidays, a launch.
          </EmptyState>
        ) : (
          <Table
            label="Freezes"
            head={
              <>
                <HeaderCell>Freeze</HeaderCell>
                <HeaderCell>Holds for</HeaderCell>
                <HeaderCell>When</HeaderCell>
                <HeaderCell>Declared by</HeaderCell>
                <HeaderCell />
              </>
            }
          >
            {freezes.map((freeze) => (
              <FreezeRow
                key={freeze.id}
                freeze={freeze}
                onEnd={mayEdit ? () => setQuestion({ kind: "end", freeze }) : undefined}
              />
            ))}
          </Table>
        )}
      </Panel>
      {question?.kind === "declare" && <FreezeDialog environments={environments} onClose={close} />}
      {question?.kind === "now" && <FreezeNowDialog onClose={close} />}
      {question?.kind === "end" && <EndFreezeDialog freeze={question.freeze} onClose={close} />}
    </Section>
  );
}
