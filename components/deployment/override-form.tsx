"use client";

import { useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Textarea } from "@/components/ui/textarea";
import { GATE_NOUNS, type GateCode } from "@/db/enums";
import { overrideGatesAction } from "@/lib/delivery/actions";

type OverrideFormProps = { deploymentId: string; environment: string; gates: readonly GateCode[] };

/** Sets gates aside for a deployment that waits, with a reason. Folded away: it is the exception. */
export function OverrideForm({ deploymentId, environment, gates }: OverrideFormProps) {
  const [chosen, setChosen] = useState<readonly GateCode[]>([]);
  const [reason, setReason] = useState("");
  const { request, pending, problem } = useRequest(overrideGatesAction, () => {
    setChosen([]);
    setReason("");
  });
  const wanted = gates.length === 1 ? [...gates] : gates.filter((gate) => chosen.includes(gate));
  const toggle = (gate: GateCode) =>
    setChosen((all) => (all.includes(gate) ? all.filter((each) => each !== gate) : [...all, gate]));
  const named = wanted.map((gate) => GATE_NOUNS[gate]).join(", ");
  const reasonProblem = problem?.fields["reason"];
  return (
    <details className="border-t bg-surface-2 px-4 py-2.5">
      <summary className="w-fit rounded-sm text-fg-muted hover:text-fg">
        Override {gates.length === 1 ? named : "what it waits for"}
      </summary>
      <form
        action={() => request({ id: deploymentId, gates: wanted, reason })}
        className="mt-3 flex max-w-xl flex-col gap-3"
      >
        {gates.length > 1 && (
          <fieldset className="flex flex-wrap gap-x-4 gap-y-1.5">
            <legend className="sr-only">What is overridden</legend>
            {gates.map((gate) => (
              <Checkbox
                key={gate}
                label={GATE_NOUNS[gate]}
                checked={chosen.includes(gate)}
                onChange={() => toggle(gate)}
              />
            ))}
          </fieldset>
        )}
        <Field
          label="Why"
          required
          error={reasonProblem}
          hint="Stays with the deployment and in the audit trail."
        >
          {(control) => (
            <Textarea
              {...control}
              required
              rows={2}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
        </Field>
        <Button
          type="submit"
          variant="danger"
          loading={pending}
          disabled={wanted.length === 0}
          className="self-start"
        >
          {wanted.length === 0 ? "Choose what to override" : `Override ${named} in ${environment}`}
        </Button>
        <FormError message={reasonProblem ? undefined : problem?.message} />
      </form>
    </details>
  );
}
