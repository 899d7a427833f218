import { PromoteIcon, RocketIcon, RollBackIcon } from "@/components/icons";
import type { Icon } from "@/components/icons/glyph";
import { Badge } from "@/components/ui/badge";
import type { DeploymentKind } from "@/db/enums";

const LOOK: Record<DeploymentKind, { word: string; icon: Icon }> = {
  deploy: { word: "Deploy", icon: RocketIcon },
  promote: { word: "Promotion", icon: PromoteIcon },
  rollback: { word: "Rollback", icon: RollBackIcon },
};

export const KIND_WORDS: Record<DeploymentKind, string> = {
  deploy: LOOK.deploy.word,
  promote: LOOK.promote.word,
  rollback: LOOK.rollback.word,
};

/** How a deployment came about. A rollback never looks like a normal deployment. */
export function KindBadge({ kind, from }: { kind: DeploymentKind; from?: string | null }) {
  const { word, icon } = LOOK[kind];
  return (
    <Badge icon={icon} tone={kind === "rollback" ? "warn" : "neutral"}>
      {word}
      {from ? ` from ${from}` : ""}
    </Badge>
  );
}
