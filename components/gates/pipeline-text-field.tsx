"use client";

import { CONTROL_STYLE } from "@/components/ui/control-style";
import { CopyButton } from "@/components/ui/copy-button";
import { cx } from "@/components/ui/cx";
import { Field } from "@/components/ui/field";

type PipelineTextFieldProps = { text: string; onText: (text: string) => void; problem: string | undefined };

/** The pipeline as YAML, as it is kept: also for a file, a review or the API. */
export function PipelineTextField({ text, onText, problem }: PipelineTextFieldProps) {
  const lines = text.split("\n").length;
  return (
    <div className="flex min-w-0 flex-col gap-2 lg:sticky lg:top-[calc(var(--bar-height)+1rem)]">
      <Field label="As YAML" hint="Comments stay where they are." error={problem}>
        {(control) => (
          <div className="flex max-h-[70dvh] overflow-auto rounded-md">
            <ol
              aria-hidden
              className="code h-fit shrink-0 border-y border-transparent py-2 pr-2 text-right text-xs leading-5 text-fg-subtle select-none"
            >
              {Array.from({ length: lines }, (_, index) => (
                // oxlint-disable-next-line react/no-array-index-key -- a line is its number
                <li key={index}>{index + 1}</li>
              ))}
            </ol>
            <textarea
              {...control}
              value={text}
              onChange={({ currentTarget }) => onText(currentTarget.value)}
              spellCheck={false}
              autoCapitalize="off"
              wrap="off"
              rows={lines}
              className={cx(
                CONTROL_STYLE,
                "code h-fit min-h-40 resize-none overflow-x-auto px-3 py-2 text-xs leading-5",
              )}
            />
          </div>
        )}
      </Field>
      <CopyButton text={text} label="Copy the YAML" />
    </div>
  );
}
