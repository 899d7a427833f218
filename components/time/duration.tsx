import { durationInWords } from "./format-instant";

/** How long something took. For something still running use `Elapsed`. */
export function Duration({ ms, className }: { ms: number | null | undefined; className?: string }) {
  if (ms === null || ms === undefined) {
    return (
      <span className="text-fg-subtle">
        <span aria-hidden>–</span>
        <span className="sr-only">unknown</span>
      </span>
    );
  }
  return <span className={className ?? "whitespace-nowrap"}>{durationInWords(ms)}</span>;
}
