import { Section } from "@/components/ui/section";

type DefinitionsProps = { production: readonly string[]; timeZone: string };

/** What each figure counts, so that nobody has to guess and everybody can disagree. The glossary says the same. */
export function Definitions({ production, timeZone }: DefinitionsProps) {
  const where = production.length > 0 ? production.join(", ") : "no environment yet";
  const terms: [string, string][] = [
    [
      "Change",
      `A deployment that moved the traffic of a production environment (${where}) to another release, and then succeeded or failed. It belongs to the moment in which traffic moved. Rollbacks are no changes, nor is the same release again: a repair, or other variables. What errored, was canceled or interrupted is left out, because it says nothing of the release.`,
    ],
    ["Deployment frequency", "Changes that succeeded, divided by the days of the period."],
    [
      "Lead time",
      "For each commit, from when it was authored to its first production traffic. A commit counts once, with the first deployment whose release contains it: also of a release in between that was never deployed itself. A rollback is never the first. Waiting is the part in which the finished release waited for somebody to ask for it, or for its turn.",
    ],
    [
      "Change failure rate",
      "Changes that failed after they had traffic, that were rolled back from later, or whose release somebody put into quarantine, divided by all changes. What failed before it had traffic is no change: no user saw it. A fix that rolls forward counts against the change before only when that one is put into quarantine: nothing else tells it from the next change.",
    ],
    [
      "Recovery time",
      "For each failed change, from its switch until something else served: when the deployment undid itself, or when the rollback or the next deployment was finished. The time in which nobody noticed is part of it.",
    ],
    [
      "Few of them",
      `A median of three is a fact about three, so each figure says of how many it is. The 95 % mark is shown from 20 on. Days are days of ${timeZone.replaceAll("_", " ")}; today is one of them.`,
    ],
  ];
  return (
    <Section title="What is counted" id="definitions">
      <dl className="grid gap-x-8 gap-y-4 lg:grid-cols-2">
        {terms.map(([term, meaning]) => (
          <div key={term}>
            <dt className="font-medium">{term}</dt>
            <dd className="max-w-prose text-fg-muted">{meaning}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
