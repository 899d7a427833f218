import type { BarPhase } from "@/components/ui/phase-bar";
import type { ReleaseView } from "@/lib/delivery/contract";

/** In the order a build runs them. */
const STEPS: { name: string; label: string }[] = [
  { name: "fetch", label: "Fetch" },
  { name: "checkout", label: "Check out" },
  { name: "detect", label: "Detect" },
  { name: "install", label: "Install" },
  { name: "build", label: "Build" },
  { name: "seal", label: "Seal" },
];

export const stepLabel = (step: string): string =>
  STEPS.find(({ name }) => name === step)?.label.toLowerCase() ?? step;

/** The steps of a build as a bar: those that ran, and the one it failed in. */
export function buildBar({ stepDurationsMs, failure }: ReleaseView): BarPhase[] {
  return STEPS.flatMap(({ name, label }): BarPhase[] => {
    const durationMs = stepDurationsMs[name];
    const failed = failure?.step === name;
    if (durationMs === undefined && !failed) return [];
    // A step that had nothing to do takes no time.
    const status = failed ? "failed" : durationMs === 0 ? "skipped" : "passed";
    return [{ name, label, status, durationMs: durationMs ?? null }];
  });
}
