import { formText } from "@/components/forms/form-text";
import type { UpdateService } from "@/lib/catalog/contract";

/** What the form asks for. An empty field is left out, which leaves the choice to `slipway.yaml` and detection. */
export function updateOf(id: string, form: FormData): UpdateService {
  const text = (name: string) => formText(form, name) || undefined;
  const singlePage = text("singlePage");
  const deadlineMs = text("readinessDeadlineMs");
  return {
    id,
    description: formText(form, "description"),
    repository: { url: formText(form, "url"), branch: text("branch"), path: text("path") },
    settings: {
      buildCommand: text("buildCommand"),
      startCommand: text("startCommand"),
      outputDirectory: text("outputDirectory"),
      healthPath: text("healthPath"),
      portVariable: text("portVariable"),
      migrateCommand: text("migrateCommand"),
      ...(singlePage && { singlePage: singlePage === "yes" }),
      ...(deadlineMs && { readinessDeadlineMs: Number(deadlineMs) }),
    },
  };
}
