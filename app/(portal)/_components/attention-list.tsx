import {
  AlertTriangleIcon,
  CheckCircleIcon,
  HammerIcon,
  OctagonXIcon,
  PromoteIcon,
} from "@/components/icons";
import type { Icon } from "@/components/icons/glyph";
import { RelativeTime } from "@/components/time/relative-time";
import { LinkButton } from "@/components/ui/link-button";
import { TONE_MARK, type Tone } from "@/components/ui/tone";
import type { AttentionItem } from "@/lib/delivery/contract";

const LOOK: Record<AttentionItem["kind"], { icon: Icon; tone: Tone; word: string }> = {
  unhealthy: { icon: AlertTriangleIcon, tone: "warn", word: "Unhealthy" },
  deployment_failed: { icon: OctagonXIcon, tone: "fail", word: "Deployment failed" },
  deployment_errored: { icon: AlertTriangleIcon, tone: "warn", word: "Deployment errored" },
  build_failed: { icon: HammerIcon, tone: "fail", word: "Build failed" },
  promotable: { icon: PromoteIcon, tone: "info", word: "Can be promoted" },
};

type AttentionListProps = {
  items: AttentionItem[];
  /** When something changed last; said when nothing needs anybody. */
  lastChangeAt: string | null;
};

/** What needs a person, most urgent first: a sentence and one button each. */
export function AttentionList({ items, lastChangeAt }: AttentionListProps) {
  if (items.length === 0) {
    return (
      <p className="flex items-center gap-2 rounded-lg border bg-surface px-4 py-3 text-fg-muted">
        <CheckCircleIcon className="text-ok" />
        <span>
          Everything that runs is well.
          {lastChangeAt && (
            <>
              {" "}
              Last change: <RelativeTime at={lastChangeAt} />.
            </>
          )}
        </span>
      </p>
    );
  }
  return (
    <ol aria-label="What needs somebody" className="divide-y divide-border rounded-lg border bg-surface">
      {items.map((item) => (
        <Attention key={`${item.href}:${item.environment}`} item={item} />
      ))}
    </ol>
  );
}

function Attention({ item: { kind, message, at, href, action } }: { item: AttentionItem }) {
  const { icon: Shape, tone, word } = LOOK[kind];
  return (
    <li data-list-item className="flex items-start gap-3 px-4 py-3 max-sm:flex-wrap">
      <Shape label={word} className={`mt-0.5 ${TONE_MARK[tone]}`} />
      <div className="min-w-0 flex-1">
        <p className="[overflow-wrap:anywhere]">{message}</p>
        <p className="text-xs text-fg-muted">
          <RelativeTime at={at} />
        </p>
      </div>
      <LinkButton to={href} size="sm" className="max-sm:ml-7">
        {action}
      </LinkButton>
    </li>
  );
}
