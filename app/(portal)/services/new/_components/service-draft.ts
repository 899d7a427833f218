import type { CreateService } from "@/lib/catalog/contract";

/** What the form holds: plain text, empty where nothing was said. */
export type ServiceDraft = {
  url: string;
  branch: string;
  path: string;
  /** Null follows the suggestion. */
  name: string | null;
  buildCommand: string;
  startCommand: string;
  outputDirectory: string;
  healthPath: string;
  portVariable: string;
  buildAtOnce: boolean;
};

export const EMPTY_DRAFT: ServiceDraft = {
  url: "",
  branch: "",
  path: "",
  name: null,
  buildCommand: "",
  startCommand: "",
  outputDirectory: "",
  healthPath: "",
  portVariable: "",
  buildAtOnce: true,
};

/** Only what was said; an empty field leaves the choice to detection. */
function said<Key extends string>(fields: Record<Key, string>): Partial<Record<Key, string>> {
  const result: Partial<Record<Key, string>> = {};
  for (const key in fields) if (fields[key].trim() !== "") result[key] = fields[key].trim();
  return result;
}

export const repositoryOf = ({ url, branch, path }: ServiceDraft) => ({
  url: url.trim(),
  ...said({ branch, path }),
});

/** The request a draft stands for. */
export function requestOf(draft: ServiceDraft, name: string): CreateService {
  const { buildCommand, startCommand, outputDirectory, healthPath, portVariable } = draft;
  return {
    name,
    description: "",
    repository: repositoryOf(draft),
    settings: said({ buildCommand, startCommand, outputDirectory, healthPath, portVariable }),
  };
}
