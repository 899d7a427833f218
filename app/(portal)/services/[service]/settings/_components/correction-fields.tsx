import { DurationField } from "@/components/forms/duration-field";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { ServiceSettings } from "@/lib/catalog/contract";
import type { RepositoryPreview } from "@/lib/delivery/contract";

type CorrectionFieldsProps = {
  settings: ServiceSettings;
  problems: Readonly<Record<string, string>>;
  detected: RepositoryPreview | undefined;
};

/** Each field that is empty is left to `slipway.yaml` and detection; the placeholder shows what those choose. */
export function CorrectionFields({ settings, problems, detected }: CorrectionFieldsProps) {
  return (
    <section aria-label="Corrections">
      <h3 className="font-medium">Corrections</h3>
      <p className="mb-4 text-fg-muted">
        An empty field leaves the choice to <code className="code">slipway.yaml</code> and detection; what is
        written here wins.
      </p>
      <div className="grid gap-4 sm:grid-cols-2">
        {textFields(detected).map(({ name, label, hint, placeholder }) => (
          <Field key={name} label={label} hint={hint} error={problems[`settings.${name}`]}>
            {(control) => (
              <Input
                {...control}
                name={name}
                className="code"
                autoComplete="off"
                spellCheck={false}
                placeholder={placeholder}
                defaultValue={settings[name] ?? ""}
              />
            )}
          </Field>
        ))}
        <Field
          label="Unknown paths"
          hint="For static sites: answer them with index.html, as an application with its own routes needs it."
          error={problems["settings.singlePage"]}
        >
          {(control) => (
            <Select {...control} name="singlePage" defaultValue={wordOf(settings.singlePage)}>
              <option value="">Left to detection</option>
              <option value="yes">Answer with index.html</option>
              <option value="no">Answer 404</option>
            </Select>
          )}
        </Field>
        <DurationField
          label="Time to become ready"
          name="readinessDeadlineMs"
          hint="How long it may take to answer after its start, between 1 second and 10 minutes."
          placeholder="30"
          initialMs={settings.readinessDeadlineMs}
          error={problems["settings.readinessDeadlineMs"]}
        />
      </div>
    </section>
  );
}

type TextKey = Exclude<keyof ServiceSettings, "singlePage" | "readinessDeadlineMs">;
type TextCorrection = { name: TextKey; label: string; hint: string; placeholder: string };

function textFields(detected: RepositoryPreview | undefined): TextCorrection[] {
  return [
    {
      name: "buildCommand",
      label: "Build command",
      hint: "Runs once per release, after its dependencies are installed.",
      placeholder: detected?.buildCommand ?? "none",
    },
    {
      name: "startCommand",
      label: "Start command",
      hint: "Must listen on the port it is given, and keep running.",
      placeholder: detected?.startCommand ?? "none",
    },
    {
      name: "outputDirectory",
      label: "Output folder",
      hint: "A folder of static files to serve instead of a process.",
      placeholder: "none",
    },
    {
      name: "healthPath",
      label: "Health path",
      hint: "Answers 2xx or 3xx when it can take traffic.",
      placeholder: "as slipway.yaml says, or any answer below 500 on /",
    },
    {
      name: "portVariable",
      label: "Port variable",
      hint: "The variable that tells it which port to listen on.",
      placeholder: "PORT",
    },
    {
      name: "migrateCommand",
      label: "Migrate command",
      hint: "Runs once per environment and release, before the release starts.",
      placeholder: "none",
    },
  ];
}

function wordOf(singlePage: boolean | undefined): string {
  if (singlePage === undefined) return "";
  return singlePage ? "yes" : "no";
}
