"use client";

import { useId, useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { proposeChecksAction } from "@/lib/checks/actions";
import type { CheckProposal } from "@/lib/checks/contract";

import { ProposalChoice } from "./proposal-choice";
import { ProposalSource } from "./proposal-source";
import { saveEach } from "./save-each";

type ProposeDialogProps = {
  service: { id: string; name: string };
  /** Whether something answers that could be asked for its document. */
  isServed: boolean;
  /** Names of the checks that there are already. */
  known: readonly string[];
  environments: readonly string[];
  /** Those in which the viewer may deploy, so that a check of theirs may run there. */
  mayRunIn: readonly string[];
  onClose: () => void;
};

/** Checks out of an OpenAPI document in two steps: where it is, and which of them to add. */
export function ProposeDialog(props: ProposeDialogProps) {
  const { service, isServed, known, environments, mayRunIn, onClose } = props;
  const formId = useId();
  const [proposal, setProposal] = useState<CheckProposal>();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [places, setPlaces] = useState<readonly string[]>(mayRunIn);
  const look = useRequest(proposeChecksAction, (found) => {
    setProposal(found);
    setChosen(found.checks.flatMap(({ name }) => (known.includes(name) ? [] : [name])));
  });
  const save = useRequest(saveEach, onClose);
  const pending = look.pending || save.pending;
  const texts = proposal?.checks.flatMap(({ name, text }) => (chosen.includes(name) ? [text] : [])) ?? [];
  // A check of everywhere also runs in environments that come later, so it is one only where all may be chosen.
  const only = places.length === environments.length ? undefined : places;

  return (
    <Dialog
      open
      onClose={onClose}
      busy={pending}
      size="lg"
      title={proposal ? "Which of them?" : "Checks from an OpenAPI document"}
      description={
        proposal
          ? "What only reads is proposed, and nothing is saved before you choose."
          : "Every GET that can be asked without inventing a value becomes a check."
      }
      footer={
        <>
          <Button onClick={proposal ? () => setProposal(undefined) : onClose} disabled={pending}>
            {proposal ? "Back" : "Not now"}
          </Button>
          {proposal ? (
            <Button
              variant="primary"
              loading={save.pending}
              disabled={pending || texts.length === 0 || places.length === 0}
              onClick={() => save.request({ serviceId: service.id, texts, only })}
            >
              {texts.length === 1 ? "Add 1 check" : `Add ${texts.length} checks`}
            </Button>
          ) : (
            <Button form={formId} type="submit" variant="primary" loading={look.pending} disabled={pending}>
              See what it proposes
            </Button>
          )}
        </>
      }
    >
      {proposal ? (
        <ProposalChoice
          proposal={proposal}
          known={known}
          chosen={chosen}
          onChoose={setChosen}
          environments={environments}
          mayRunIn={mayRunIn}
          places={places}
          onPlaces={setPlaces}
        />
      ) : (
        <ProposalSource
          formId={formId}
          isServed={isServed}
          problem={look.problem}
          onSubmit={(source) => look.request({ serviceId: service.id, ...source })}
        />
      )}
      {proposal && <FormError message={save.problem?.message} />}
    </Dialog>
  );
}
