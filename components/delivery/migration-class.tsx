import { DatabaseIcon } from "@/components/icons";
import { Badge } from "@/components/ui/badge";
import type { MigrationClass } from "@/db/enums";

const MEANING: Record<MigrationClass, { word: string; sentence: string; tone: "neutral" | "info" | "warn" }> =
  {
    none: { word: "None", sentence: "It changes nothing in the database.", tone: "neutral" },
    expand: {
      word: "Expand",
      sentence: "It extends the database; the release before goes on working.",
      tone: "info",
    },
    data: { word: "Data", sentence: "It changes rows that are there.", tone: "warn" },
    contract: {
      word: "Contract",
      sentence: "It takes away or forbids what the release before may need.",
      tone: "warn",
    },
    unknown: { word: "Unknown", sentence: "What it does to the database could not be told.", tone: "warn" },
  };

/** What a release or a migration does to the database. Nothing where nothing is done, or nobody looked. */
export function MigrationClassBadge({ value }: { value: MigrationClass | null }) {
  if (value === null || value === "none") return null;
  const { word, sentence, tone } = MEANING[value];
  return (
    <span data-tooltip={sentence} className="inline-flex">
      <Badge tone={tone} icon={DatabaseIcon}>
        <span className="sr-only">Migration: </span>
        {word}
      </Badge>
    </span>
  );
}

export const migrationSentence = (value: MigrationClass): string => MEANING[value].sentence;
