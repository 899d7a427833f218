"use client";

import { useId, useState } from "react";

import type { Icon } from "@/components/icons/glyph";

import { Button } from "./button";
import { Dialog } from "./dialog";
import { Field } from "./field";
import { FormError } from "./form-error";
import { Input } from "./input";

type TypedNameDialogProps = {
  title: string;
  /** What holds afterwards. */
  description: string;
  /** What has to be typed. */
  name: string;
  /** What the button does, in full. */
  action: string;
  icon?: Icon;
  pending: boolean;
  problem: { message: string; fields: Readonly<Record<string, string>> } | undefined;
  onConfirm: (confirmName: string) => void;
  onClose: () => void;
};

/** The question before what cannot be taken back, so the name is typed. */
export function TypedNameDialog({
  title,
  description,
  name,
  action,
  icon,
  pending,
  problem,
  onConfirm,
  onClose,
}: TypedNameDialogProps) {
  const formId = useId();
  const [typed, setTyped] = useState("");
  const mistyped = problem?.fields["confirmName"];
  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      size="sm"
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Keep it
          </Button>
          <Button
            form={formId}
            type="submit"
            variant="danger"
            icon={icon}
            loading={pending}
            disabled={typed !== name}
          >
            {action}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm(typed);
        }}
        className="flex flex-col gap-4"
      >
        <Field label={`Type ${name} to confirm`} error={mistyped}>
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
        <FormError message={mistyped ? undefined : problem?.message} />
      </form>
    </Dialog>
  );
}
