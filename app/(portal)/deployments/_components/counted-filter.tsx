import { XIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { COUNTED_AS, type CountedAs } from "@/db/enums";

import type { DeploymentSearch } from "../search-params";

const COUNTED_WORDS: Record<CountedAs, string> = {
  delivery: "Successful changes in production",
  change: "Changes in production",
  failure: "Failed changes in production",
  first_traffic: "First traffic of commits",
};

type Counted = Pick<DeploymentSearch, "counts" | "team">;
type CountedFilterProps = { value: Counted; onChange: (counted: Partial<Counted>) => void };

/** What links from delivery performance ask for. Nobody else needs it, so it is there only while it is set. */
export function CountedFilter({ value: { counts, team }, onChange }: CountedFilterProps) {
  return (
    <>
      {counts && (
        <Select
          aria-label="Counted as"
          value={counts}
          onChange={({ currentTarget }) =>
            onChange({ counts: COUNTED_AS.find((each) => each === currentTarget.value) ?? null })
          }
          className="w-auto! max-w-64"
        >
          <option value="">Everything</option>
          {COUNTED_AS.map((each) => (
            <option key={each} value={each}>
              {COUNTED_WORDS[each]}
            </option>
          ))}
        </Select>
      )}
      {team && (
        <Button
          icon={XIcon}
          onClick={() => onChange({ team: null })}
          aria-label={`Remove the filter Team: ${team}`}
        >
          Team: {team}
        </Button>
      )}
    </>
  );
}
