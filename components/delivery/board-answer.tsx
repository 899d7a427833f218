import { TextLink } from "@/components/ui/text-link";
import type { BoardSummary } from "@/lib/delivery/contract";

import { counted } from "./counted";

/** How everything stands, in one sentence; each number leads to its services. */
export function BoardAnswer({ summary }: { summary: BoardSummary | null }) {
  if (!summary) return null;
  const { services, failing, behind, inFlight } = summary;
  const parts = [
    { count: failing, word: "failing", state: "failing" },
    { count: behind, word: "behind", state: "behind" },
    { count: inFlight, word: "with a deployment under way", state: "in-flight" },
  ].filter(({ count }) => count > 0);
  return (
    <>
      {counted(services, "service")}
      {parts.length === 0 && ", all well"}
      {parts.map(({ count, word, state }) => (
        <span key={state}>
          ,{" "}
          <TextLink to={`/environments?state=${state}`} tone="quiet">
            {count.toLocaleString("en")} {word}
          </TextLink>
        </span>
      ))}
      .
    </>
  );
}
