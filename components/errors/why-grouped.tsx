import { CheckIcon, MinusIcon } from "@/components/icons";
import { cx } from "@/components/ui/cx";
import type { Explanation } from "@/lib/errors/contract";

const VARIANT_WORDS = { app: "By the service's own code", system: "By all code" };

/** What the grouping looked at, what counts of it, and why the rest does not. */
export function WhyGrouped({ explanation }: { explanation: Explanation }) {
  return (
    <div className="flex flex-col gap-2">
      <p>{explanation.summary}</p>
      {explanation.fingerprint.length > 0 && (
        <p>
          Fingerprint:{" "}
          <code className="code [overflow-wrap:anywhere]">{explanation.fingerprint.join(" · ")}</code>
        </p>
      )}
      {explanation.variants.map(({ name, parts }) => (
        <details key={name}>
          <summary className="cursor-pointer text-fg-muted hover:text-fg">{VARIANT_WORDS[name]}</summary>
          <ul className="mt-1.5 flex flex-col gap-1">
            {parts.map(({ what, text, counts, why }, index) => (
              <li
                // oxlint-disable-next-line react/no-array-index-key -- a stack may have the same part twice
                key={index}
                className={cx("flex items-start gap-2 text-sm", !counts && "text-fg-muted")}
              >
                {counts ? (
                  <CheckIcon size={14} label="counts" className="mt-1 shrink-0" />
                ) : (
                  <MinusIcon size={14} label="does not count" className="mt-1 shrink-0" />
                )}
                <span className="min-w-0 [overflow-wrap:anywhere]">
                  {what}: {text}
                  {why && ` (${why})`}
                </span>
              </li>
            ))}
          </ul>
        </details>
      ))}
      <p className="text-xs text-fg-muted">Grouping version {explanation.version}</p>
    </div>
  );
}
