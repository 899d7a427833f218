import { CheckIcon, PlusIcon } from "@/components/icons";
import { WithCode } from "@/components/release/with-code";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import type { RepositoryPreview } from "@/lib/delivery/contract";

import { CorrectionFields } from "./correction-fields";
import type { ServiceDraft } from "./service-draft";

type DetectionPanelProps = {
  preview: RepositoryPreview;
  draft: ServiceDraft;
  name: string;
  onChange: (part: Partial<ServiceDraft>) => void;
  onAdd: () => void;
  adding: boolean;
  problem: { message: string; fields: Readonly<Record<string, string>> } | undefined;
};

/** What Slipway found and why, what to correct about it, and the name to add it under. */
export function DetectionPanel({
  preview,
  draft,
  name,
  onChange,
  onAdd,
  adding,
  problem,
}: DetectionPanelProps) {
  const branch = draft.branch.trim() || preview.defaultBranch;
  return (
    <Panel title="What was found">
      <form action={onAdd} className="flex flex-col gap-5">
        {preview.problem ? (
          <Notice tone="warn" title="It cannot be built like this yet" announce>
            <WithCode text={preview.problem} /> Say how below, add a slipway.yaml to the repository, or choose
            a sub-folder.
          </Notice>
        ) : (
          <Explanation preview={preview} />
        )}
        <CorrectionFields
          preview={preview}
          draft={draft}
          onChange={onChange}
          problems={problem?.fields ?? {}}
        />
        <Field
          label="Name"
          hint="Part of its addresses, and it stays: lower-case letters, digits and hyphens."
          error={problem?.fields["name"]}
        >
          {(control) => (
            <Input
              {...control}
              required
              maxLength={40}
              className="code sm:max-w-80"
              autoComplete="off"
              spellCheck={false}
              value={name}
              onChange={(event) => onChange({ name: event.currentTarget.value })}
            />
          )}
        </Field>
        <Checkbox
          label={`Build the newest commit of ${branch || "the default branch"} at once`}
          checked={draft.buildAtOnce}
          onChange={(event) => onChange({ buildAtOnce: event.currentTarget.checked })}
        />
        <FormError
          message={problem && Object.keys(problem.fields).length === 0 ? problem.message : undefined}
        />
        <div>
          <Button type="submit" variant="primary" icon={PlusIcon} loading={adding}>
            {draft.buildAtOnce ? `Add ${name || "the service"} and build it` : `Add ${name || "the service"}`}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function Explanation({ preview }: { preview: RepositoryPreview }) {
  return (
    <output className="block">
      <p className="font-medium">
        {preview.kind === "static" ? "A static site." : "A service that runs as a process."}
      </p>
      <ul className="mt-1.5 flex flex-col gap-1">
        {preview.explanation.map((sentence) => (
          <li key={sentence} className="flex gap-2 text-fg-muted">
            <CheckIcon size={14} className="mt-0.5 text-ok" />
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <WithCode text={sentence} />
            </span>
          </li>
        ))}
      </ul>
    </output>
  );
}
