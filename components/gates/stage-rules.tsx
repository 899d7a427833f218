import type { StageView } from "@/lib/gates/contract";

import { stageAsks, stageDoes } from "./stage-words";

/** What a stage asks for and does by itself, in sentences. */
export function StageRules({ stage }: { stage: StageView }) {
  const asks = stageAsks(stage);
  return (
    <dl className="grid gap-x-4 gap-y-1.5 sm:grid-cols-[7rem_1fr]">
      <dt className="text-fg-muted">Asks for</dt>
      <dd>{asks.length === 0 ? <span className="text-fg-muted">Nothing</span> : <Sentences of={asks} />}</dd>
      <dt className="text-fg-muted max-sm:mt-1">Goes on</dt>
      <dd>
        <Sentences of={stageDoes(stage)} />
      </dd>
    </dl>
  );
}

const Sentences = ({ of }: { of: readonly string[] }) => (
  <ul className="flex flex-col gap-1">
    {of.map((sentence) => (
      <li key={sentence}>{sentence}</li>
    ))}
  </ul>
);
