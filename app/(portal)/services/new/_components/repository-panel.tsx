import { EyeIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";

import type { ServiceDraft } from "./service-draft";

type RepositoryPanelProps = {
  draft: ServiceDraft;
  onChange: (part: Partial<ServiceDraft>) => void;
  onLook: () => void;
  looking: boolean;
  /** What is entered was looked at: the next step follows. */
  looked: boolean;
  branches: readonly string[] | undefined;
  problem: string | undefined;
};

/** Where the source lives. */
export function RepositoryPanel({
  draft,
  onChange,
  onLook,
  looking,
  looked,
  branches,
  problem,
}: RepositoryPanelProps) {
  return (
    <Panel title="Repository">
      <form action={onLook} className="flex flex-col gap-4">
        <Field
          label="Local path or git URL"
          hint="A folder on this machine that is a git repository, or any address git can clone."
          error={problem}
        >
          {(control) => (
            <Input
              {...control}
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page has this one question
              autoFocus
              required
              className="code"
              placeholder="for example /home/ada/checkout or https://git.example.com/shop/checkout.git"
              autoComplete="off"
              spellCheck={false}
              value={draft.url}
              onChange={(event) => onChange({ url: event.currentTarget.value })}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Branch" optional hint="Empty: the repository's default branch.">
            {(control) => (
              <>
                <Input
                  {...control}
                  className="code"
                  list="branches"
                  autoComplete="off"
                  spellCheck={false}
                  value={draft.branch}
                  onChange={(event) => onChange({ branch: event.currentTarget.value })}
                />
                <datalist id="branches">
                  {branches?.map((branch) => (
                    <option key={branch} value={branch}>
                      {branch}
                    </option>
                  ))}
                </datalist>
              </>
            )}
          </Field>
          <Field label="Sub-folder" optional hint="For a service inside a larger repository.">
            {(control) => (
              <Input
                {...control}
                className="code"
                placeholder="for example services/checkout"
                autoComplete="off"
                spellCheck={false}
                value={draft.path}
                onChange={(event) => onChange({ path: event.currentTarget.value })}
              />
            )}
          </Field>
        </div>
        <div className="flex items-center gap-3">
          <Button type="submit" icon={EyeIcon} variant={looked ? "secondary" : "primary"} loading={looking}>
            {looked ? "Look again" : "Look"}
          </Button>
          <p className="text-fg-muted">{looking ? "Reading the repository…" : "Nothing is added yet."}</p>
        </div>
      </form>
    </Panel>
  );
}
