"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";

import type { StageChoices } from "./stage-form";
import { STARTING_POINTS } from "./starting-point-list";

type StartingPointMenuProps = { choices: StageChoices; text: string; onChoose: (text: string) => void };

/** Begins anew with a usual pipeline; what was written can be taken back. */
export function StartingPointMenu({ choices, text, onChoose }: StartingPointMenuProps) {
  const [before, setBefore] = useState<string>();
  return (
    <>
      {before !== undefined && (
        <Button
          size="sm"
          onClick={() => {
            onChoose(before);
            setBefore(undefined);
          }}
        >
          Undo
        </Button>
      )}
      <Select
        aria-label="Begin anew with"
        value=""
        onChange={({ currentTarget }) => {
          const start = STARTING_POINTS.find(({ name }) => name === currentTarget.value);
          if (!start) return;
          setBefore(text);
          onChoose(start.textOf(choices.environments, choices.checks));
        }}
        className="w-44!"
      >
        <option value="">Begin anew with…</option>
        {STARTING_POINTS.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </Select>
    </>
  );
}
