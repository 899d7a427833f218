import { durationInWords } from "@/components/time/format-instant";

type PlanStepsProps = {
  steps: readonly string[];
  /** Absent where another part of the dialog says it. */
  estimateMs?: number | null;
  place?: string;
};

/** What will happen, in order, and how long it took before. */
export function PlanSteps({ steps, estimateMs, place }: PlanStepsProps) {
  if (steps.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1.5 font-medium">What will happen</h3>
      <ol className="flex list-decimal flex-col gap-1 pl-5 text-fg-muted marker:text-fg-subtle">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {place && (
        <p className="mt-1.5 text-fg-muted">
          {estimateMs === null || estimateMs === undefined
            ? `How long it takes in ${place} is not known yet.`
            : `Usually takes ${durationInWords(estimateMs)} in ${place}.`}
        </p>
      )}
    </section>
  );
}
