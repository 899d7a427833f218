import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { RepositoryPreview } from "@/lib/delivery/contract";

import type { ServiceDraft } from "./service-draft";

type Key = "buildCommand" | "startCommand" | "outputDirectory" | "healthPath" | "portVariable";
type Correction = { key: Key; label: string; hint: string; placeholder: string };

type CorrectionFieldsProps = {
  preview: RepositoryPreview;
  draft: ServiceDraft;
  onChange: (part: Partial<ServiceDraft>) => void;
  problems: Readonly<Record<string, string>>;
};

/** What a team knows better than detection. Empty fields keep what was found. */
export function CorrectionFields({ preview, draft, onChange, problems }: CorrectionFieldsProps) {
  const fields = correctionsFor(preview);
  const said = fields.some(({ key }) => draft[key] !== "" || problems[`settings.${key}`]);
  return (
    <details open={preview.problem !== null || said}>
      <summary className="w-fit rounded-sm font-medium">Correct it</summary>
      <div className="mt-3 grid gap-4 sm:grid-cols-2">
        {fields.map(({ key, label, hint, placeholder }) => (
          <Field key={key} label={label} hint={hint} optional error={problems[`settings.${key}`]}>
            {(control) => (
              <Input
                {...control}
                className="code"
                placeholder={placeholder}
                autoComplete="off"
                spellCheck={false}
                value={draft[key]}
                onChange={(event) => onChange({ [key]: event.currentTarget.value })}
              />
            )}
          </Field>
        ))}
      </div>
    </details>
  );
}

function correctionsFor({ kind, buildCommand, startCommand }: RepositoryPreview): Correction[] {
  const build: Correction = {
    key: "buildCommand",
    label: "Build command",
    hint: "Runs once per release, in its own folder.",
    placeholder: buildCommand ?? "none",
  };
  const output: Correction = {
    key: "outputDirectory",
    label: "Output folder",
    hint: "The folder that is served, for a static site.",
    placeholder: "for example dist",
  };
  const process: Correction[] = [
    {
      key: "startCommand",
      label: "Start command",
      hint: "Has to listen on the port it is given.",
      placeholder: startCommand ?? "for example node server.js",
    },
    {
      key: "healthPath",
      label: "Health path",
      hint: "Has to answer before traffic moves.",
      placeholder: "for example /health",
    },
    {
      key: "portVariable",
      label: "Port variable",
      hint: "The variable that tells it the port.",
      placeholder: "PORT",
    },
  ];
  if (kind === "static") return [build, output];
  return kind === "process" ? [build, ...process] : [build, ...process, output];
}
