import { formText } from "@/components/forms/form-text";
import type { ServiceView, UpdateService } from "@/lib/catalog/contract";

const NAMES = [
  "description",
  "url",
  "branch",
  "path",
  "buildCommand",
  "startCommand",
  "outputDirectory",
  "healthPath",
  "portVariable",
  "migrateCommand",
  "singlePage",
  "readinessDeadlineMs",
] as const;

/** The fields of the form as text; empty where nothing is said. */
export type SourceValues = Record<(typeof NAMES)[number], string>;

/** What the form shows of a service. */
export function valuesOf({ description, repository, settings }: ServiceView): SourceValues {
  const { singlePage, readinessDeadlineMs } = settings;
  return {
    ...EMPTY,
    ...repository,
    buildCommand: settings.buildCommand ?? "",
    startCommand: settings.startCommand ?? "",
    outputDirectory: settings.outputDirectory ?? "",
    healthPath: settings.healthPath ?? "",
    portVariable: settings.portVariable ?? "",
    migrateCommand: settings.migrateCommand ?? "",
    description,
    singlePage: singlePage === undefined ? "" : singlePage ? "yes" : "no",
    readinessDeadlineMs: String(readinessDeadlineMs ?? ""),
  };
}

export function valuesIn(form: FormData): SourceValues {
  const values = { ...EMPTY };
  for (const name of NAMES) values[name] = formText(form, name).trim();
  return values;
}

/**
 * What the person changed and nothing else: a field they left alone may have been changed by a colleague since. An
 * emptied field leaves the choice to `slipway.yaml` and detection.
 */
export function updateOf(id: string, before: SourceValues, after: SourceValues): UpdateService {
  const said = <T>(name: keyof SourceValues, value: T) => {
    if (after[name] === before[name]) return undefined;
    return after[name] === "" ? null : value;
  };
  const text = (name: keyof SourceValues) => said(name, after[name]);
  return {
    id,
    description: after.description === before.description ? undefined : after.description,
    repository: { url: text("url") ?? undefined, branch: text("branch"), path: text("path") },
    settings: {
      buildCommand: text("buildCommand"),
      startCommand: text("startCommand"),
      outputDirectory: text("outputDirectory"),
      healthPath: text("healthPath"),
      portVariable: text("portVariable"),
      migrateCommand: text("migrateCommand"),
      singlePage: said("singlePage", after.singlePage === "yes"),
      readinessDeadlineMs: said("readinessDeadlineMs", Number(after.readinessDeadlineMs)),
    },
  };
}

const EMPTY: SourceValues = {
  description: "",
  url: "",
  branch: "",
  path: "",
  buildCommand: "",
  startCommand: "",
  outputDirectory: "",
  healthPath: "",
  portVariable: "",
  migrateCommand: "",
  singlePage: "",
  readinessDeadlineMs: "",
};
