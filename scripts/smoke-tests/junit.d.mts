type Result = {
  name: string;
  kind: string;
  status: "passed" | "failed" | "errored" | "skipped";
  durationMs: number;
  expected: string;
  actual: string;
  reproduce?: string;
};
export function reportResults(suite: string, results: readonly Result[], file?: string): number;
export function junitOf(suite: string, results: readonly Result[]): string;
