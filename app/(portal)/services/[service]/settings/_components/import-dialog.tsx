"use client";

import { useId, useState } from "react";

import { VariableChanges } from "@/components/configuration/variable-changes";
import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { importVariablesAction } from "@/lib/configuration/actions";
import type { ImportOutcome } from "@/lib/configuration/contract";

type ImportDialogProps = { serviceId: string; environments: readonly string[]; onClose: () => void };

/** A .env file in two steps: what it would change first, and then exactly that or nothing. */
export function ImportDialog({ serviceId, environments, onClose }: ImportDialogProps) {
  const formId = useId();
  const [environment, setEnvironment] = useState(environments[0] ?? "");
  const [text, setText] = useState("");
  const [plain, setPlain] = useState("");
  const [replace, setReplace] = useState(false);
  const [plan, setPlan] = useState<ImportOutcome>();
  const look = useRequest(importVariablesAction, setPlan);
  const take = useRequest(importVariablesAction, onClose);
  const pending = look.pending || take.pending;
  const problem = look.problem ?? take.problem;
  const input = { serviceId, environment, text, replace, plain: plain.split(/[\s,]+/).filter(Boolean) };
  const nothing = plan?.changed === false;

  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      size="lg"
      title={plan ? `Import into ${environment}?` : "Import a .env file"}
      description={
        plan
          ? `Compared with configuration ${plan.version}.`
          : "You see what would change before anything does."
      }
      footer={
        <>
          <Button onClick={plan ? () => setPlan(undefined) : onClose} disabled={pending}>
            {plan ? "Back" : "Not now"}
          </Button>
          {plan ? (
            <Button
              variant="primary"
              loading={pending}
              disabled={nothing}
              onClick={() => take.request({ ...input, expectedVersion: plan.version })}
            >
              Import into {environment}
            </Button>
          ) : (
            <Button
              form={formId}
              type="submit"
              variant="primary"
              loading={pending}
              disabled={text.trim() === ""}
            >
              See what changes
            </Button>
          )}
        </>
      }
    >
      {plan ? (
        <Plan plan={plan} />
      ) : (
        <form
          id={formId}
          action={() => look.request({ ...input, dryRun: true })}
          className="flex flex-col gap-4"
        >
          <Field label="Environment">
            {(control) => (
              <Select
                {...control}
                value={environment}
                onChange={(event) => setEnvironment(event.target.value)}
              >
                {environments.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="Content" hint="KEY= without a value leaves what is set as it is.">
            {(control) => (
              <Textarea
                {...control}
                value={text}
                onChange={(event) => setText(event.target.value)}
                rows={10}
                data-autofocus
                className="code"
                placeholder={"for example\nDATABASE_URL='postgres://…'\nLOG_LEVEL=info"}
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
              />
            )}
          </Field>
          <Field label="Or a file" optional>
            {(control) => (
              <input
                {...control}
                type="file"
                className="text-sm"
                onChange={({ currentTarget: { files } }) => void files?.[0]?.text().then(setText)}
              />
            )}
          </Field>
          <Field label="Not secret" optional hint="Keys whose values may be shown, separated by spaces.">
            {(control) => (
              <Input
                {...control}
                value={plain}
                onChange={(event) => setPlain(event.target.value)}
                className="code"
                placeholder="for example LOG_LEVEL"
                autoCapitalize="off"
                spellCheck={false}
              />
            )}
          </Field>
          <Checkbox
            checked={replace}
            onChange={(event) => setReplace(event.currentTarget.checked)}
            label="Remove what is set and not in it"
          />
          <Problems message={problem?.message} />
        </form>
      )}
      {plan && <Problems message={take.problem?.message} />}
    </Dialog>
  );
}

const Problems = ({ message }: { message: string | undefined }) => <FormError message={message} />;

function Plan({ plan: { changes, sameCount, leftOut, changed } }: { plan: ImportOutcome }) {
  const kept = leftOut.filter(({ kept: isKept }) => isKept).map(({ key }) => key);
  const without = leftOut.filter(({ kept: isKept }) => !isKept).map(({ key }) => key);
  return (
    <div className="flex flex-col gap-3">
      {changes.length > 0 && <VariableChanges changes={changes} label="What the import changes" />}
      <p className="text-fg-muted">
        {changed ? "" : "Nothing would change. "}
        {sameCount} {sameCount === 1 ? "variable stays" : "variables stay"} as they are.
        {kept.length > 0 && ` ${kept.join(", ")} stood there without a value, so what is set is kept.`}
      </p>
      {without.length > 0 && (
        <p className="text-warn-fg">
          Left out, because there is no value: {without.join(", ")}. Set them afterwards if they are needed.
        </p>
      )}
    </div>
  );
}
