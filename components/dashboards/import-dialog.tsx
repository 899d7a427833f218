"use client";

import { useId, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import type { DashboardDefinition } from "@/lib/dashboards/contract";

import { DefinitionProblem } from "./definition-problem";
import { useCreateDashboard } from "./use-create-dashboard";

/** Stores a dashboard that was exported, here or elsewhere. What cannot be read is named by its path. */
export default function ImportDialog({ onClose }: { onClose: () => void }) {
  const formId = useId();
  const [text, setText] = useState("");
  const [unreadable, setUnreadable] = useState<string>();
  const { create, pending, problem, forget } = useCreateDashboard();
  const write = (next: string) => {
    setText(next);
    setUnreadable(undefined);
    forget();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      title="Import a dashboard"
      description="The file of an export, or its text."
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Cancel
          </Button>
          <Button
            variant="primary"
            type="submit"
            form={formId}
            loading={pending}
            disabled={text.trim() === ""}
          >
            Import the dashboard
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          const read = readDefinition(text);
          if ("problem" in read) setUnreadable(read.problem);
          else create(read.definition);
        }}
        className="flex flex-col gap-4"
      >
        <Field label="File">
          {(control) => (
            <Input
              {...control}
              type="file"
              accept="application/json,.json"
              onChange={({ currentTarget }) => {
                const file = currentTarget.files?.[0];
                if (file) void file.text().then(write);
              }}
              className="py-1"
            />
          )}
        </Field>
        <Field label="Text" error={unreadable}>
          {(control) => (
            <Textarea
              {...control}
              rows={8}
              value={text}
              spellCheck={false}
              placeholder={'{ "format": 1, "name": "Orders", … }'}
              onChange={({ currentTarget }) => write(currentTarget.value)}
              className="font-mono text-xs"
            />
          )}
        </Field>
        <DefinitionProblem problem={problem} />
      </form>
    </Dialog>
  );
}

/** Only that it is JSON: the server reads the rest, and names what is wrong by its path. */
function readDefinition(text: string): { definition: DashboardDefinition } | { problem: string } {
  try {
    return { definition: JSON.parse(text) };
  } catch (error) {
    return { problem: `This is no JSON: ${error instanceof Error ? error.message : "it cannot be read"}.` };
  }
}
