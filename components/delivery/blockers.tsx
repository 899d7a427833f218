import { ClockIcon, OctagonXIcon } from "@/components/icons";
import { Checkbox } from "@/components/ui/checkbox";
import { cx } from "@/components/ui/cx";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { TONE_MARK } from "@/components/ui/tone";
import { GATE_NOUNS } from "@/db/enums";
import type { Blocker } from "@/lib/delivery/contract";

import { ReasonLine } from "./reason-line";
import type { Overrides } from "./use-overrides";

type BlockersProps = {
  blockers: readonly Blocker[];
  overrides: Overrides;
  /** Where the reason stands in the dialog anyway it is not asked for twice. */
  withReason?: boolean;
  reasonProblem?: string | undefined;
};

/** Why a request would be refused or would have to wait: each reason with its owner, its end, and the way around it. */
export function Blockers({ blockers, overrides, withReason = true, reasonProblem }: BlockersProps) {
  if (blockers.length === 0) return null;
  const { refusals, waitsFor } = overrides.outlook;
  const refused = refusals.length > 0;
  return (
    <section
      aria-label="What stands in the way"
      className={cx(
        "overflow-hidden rounded-lg border",
        refused ? "border-fail-border" : waitsFor.length > 0 ? "border-warn-border" : "border-border",
      )}
    >
      <h3
        className={cx(
          "px-3.5 py-2 font-medium",
          refused ? "bg-fail-bg" : waitsFor.length > 0 ? "bg-warn-bg" : "bg-surface-2",
        )}
      >
        {titleOf(overrides.outlook)}
      </h3>
      <ul className="divide-y divide-border border-t">
        {blockers.map((blocker, index) => (
          <BlockerRow
            key={`${blocker.code}:${blocker.message}`}
            blocker={blocker}
            overrides={overrides}
            // Two checks that are missing are one gate, and it is overridden as a whole.
            offers={blockers.findIndex(({ code }) => code === blocker.code) === index}
          />
        ))}
      </ul>
      {withReason && overrides.gates.length > 0 && (
        <div className="border-t bg-surface-2 px-3.5 py-3">
          <Field
            label="Why it is overridden"
            required
            hint="Stays with the deployment and in the audit trail."
            error={reasonProblem}
          >
            {(control) => (
              <Textarea
                {...control}
                required
                rows={2}
                maxLength={500}
                value={overrides.why}
                onChange={(event) => overrides.setWhy(event.currentTarget.value)}
              />
            )}
          </Field>
        </div>
      )}
    </section>
  );
}

type BlockerRowProps = { blocker: Blocker; overrides: Overrides; offers: boolean };

function BlockerRow({ blocker, overrides, offers }: BlockerRowProps) {
  const { refuses, override } = blocker;
  const isSetAside = override !== null && overrides.gates.includes(override.gate);
  const Shape = refuses ? OctagonXIcon : ClockIcon;
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1.5 px-3.5 py-2.5">
      <Shape
        label={refuses ? "Refuses it" : "Makes it wait"}
        className={cx("mt-0.5", isSetAside ? "text-fg-subtle" : TONE_MARK[refuses ? "fail" : "warn"])}
      />
      <div className="min-w-0 flex-1 basis-48">
        <ReasonLine reason={blocker} faded={isSetAside} />
      </div>
      {offers &&
        override &&
        (override.allowed ? (
          <Checkbox
            checked={isSetAside}
            onChange={() => overrides.toggle(override.gate)}
            label={
              <>
                Override<span className="sr-only"> {GATE_NOUNS[override.gate]}</span>
              </>
            }
            className="max-sm:ml-7"
          />
        ) : (
          <p className="text-xs text-fg-muted max-sm:ml-7">{mayWords(override.role)}</p>
        ))}
    </li>
  );
}

const mayWords = (role: string) => `${role.charAt(0).toUpperCase()}${role.slice(1)}s may override it`;

function titleOf({ refusals, waitsFor }: Overrides["outlook"]): string {
  if (refusals.length > 0) {
    // A role does not pass with time.
    return refusals.some(({ code }) => code === "forbidden") ? "Not possible" : "Not possible now";
  }
  return waitsFor.length > 0 ? "It will wait" : "Nothing else stands in the way";
}
