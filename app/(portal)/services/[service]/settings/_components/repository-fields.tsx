import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ServiceView } from "@/lib/catalog/contract";
import type { RepositoryPreview } from "@/lib/delivery/contract";

type RepositoryFieldsProps = {
  service: ServiceView;
  problems: Readonly<Record<string, string>>;
  detected: RepositoryPreview | undefined;
};

/** What it is and where its source lies. */
export function RepositoryFields({ service, problems, detected }: RepositoryFieldsProps) {
  const { description, repository } = service;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Description" optional error={problems["description"]} className="sm:col-span-2">
        {(control) => <Input {...control} name="description" maxLength={300} defaultValue={description} />}
      </Field>
      <Field
        label="Repository"
        hint="A path on this machine or a git URL."
        error={problems["repository.url"]}
        className="sm:col-span-2"
      >
        {(control) => (
          <Input
            {...control}
            name="url"
            required
            className="code"
            autoComplete="off"
            spellCheck={false}
            defaultValue={repository.url}
          />
        )}
      </Field>
      <Field label="Branch" optional error={problems["repository.branch"]}>
        {(control) => (
          <Input
            {...control}
            name="branch"
            className="code"
            autoComplete="off"
            spellCheck={false}
            placeholder={detected?.defaultBranch ?? "the default branch"}
            defaultValue={repository.branch ?? ""}
          />
        )}
      </Field>
      <Field
        label="Folder"
        hint="Where the service lies in the repository, when that is not its root."
        optional
        error={problems["repository.path"]}
      >
        {(control) => (
          <Input
            {...control}
            name="path"
            className="code"
            autoComplete="off"
            spellCheck={false}
            placeholder="the root"
            defaultValue={repository.path ?? ""}
          />
        )}
      </Field>
    </div>
  );
}
