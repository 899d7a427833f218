"use client";

import type { ReactNode } from "react";

import type { HeldRow } from "@/components/delivery/hold-order";
import { useHeldOrder } from "@/components/delivery/use-held-order";
import { WithLinks } from "@/components/deployment/with-links";
import {
  AlertTriangleIcon,
  CheckCircleIcon,
  HammerIcon,
  OctagonXIcon,
  PauseIcon,
  PromoteIcon,
  UnplugIcon,
  UserCheckIcon,
} from "@/components/icons";
import type { Icon } from "@/components/icons/glyph";
import { RelativeTime } from "@/components/time/relative-time";
import { LinkButton } from "@/components/ui/link-button";
import { Section } from "@/components/ui/section";
import { TONE_MARK, type Tone } from "@/components/ui/tone";
import type { AttentionItem } from "@/lib/delivery/contract";

const LOOK: Record<AttentionItem["kind"], { icon: Icon; tone: Tone; word: string }> = {
  approval: { icon: UserCheckIcon, tone: "blocked", word: "Waits for your approval" },
  waiting: { icon: PauseIcon, tone: "blocked", word: "Waiting" },
  unhealthy: { icon: AlertTriangleIcon, tone: "warn", word: "Unhealthy" },
  drift: { icon: UnplugIcon, tone: "warn", word: "Not as deployed" },
  deployment_failed: { icon: OctagonXIcon, tone: "fail", word: "Deployment failed" },
  deployment_errored: { icon: AlertTriangleIcon, tone: "warn", word: "Deployment errored" },
  build_failed: { icon: HammerIcon, tone: "fail", word: "Build failed" },
  promotable: { icon: PromoteIcon, tone: "info", word: "Can be promoted" },
};

type AttentionListProps = {
  label: string;
  /** Stands above the list when there is one. */
  title?: string;
  items: AttentionItem[];
  whenEmpty?: ReactNode;
  /** Where what is not in the list can be found. */
  rest?: ReactNode;
};

/** A sentence and one button each, in order. Nothing moves while somebody points at it. */
export function AttentionList({ label, title, items, whenEmpty, rest }: AttentionListProps) {
  const { rows, around } = useHeldOrder(items, label);
  if (rows.length === 0) return whenEmpty;
  const list = (
    <div className="flex flex-col gap-2">
      <ol aria-label={label} {...around} className="divide-y divide-border rounded-lg border bg-surface">
        {rows.map((row) => (
          <Attention key={row.id} row={row} />
        ))}
      </ol>
      {!title && rest && <p className="px-1">{rest}</p>}
    </div>
  );
  return title ? (
    <Section title={title} actions={rest}>
      {list}
    </Section>
  ) : (
    list
  );
}

function Attention({ row: { item, gone } }: { row: HeldRow<AttentionItem> }) {
  const { kind, message, at, href, action } = item;
  const { icon, tone, word } = gone ? SETTLED : LOOK[kind];
  const Shape = icon;
  return (
    <li data-list-item className="flex items-start gap-3 px-4 py-3 max-sm:flex-wrap">
      <Shape label={word} className={`mt-0.5 ${TONE_MARK[tone]}`} />
      <div className="min-w-0 flex-1">
        <p className={`[overflow-wrap:anywhere] ${gone ? "text-fg-muted" : ""}`}>
          <WithLinks text={message} />
        </p>
        <p className="text-xs text-fg-muted">{gone ? "Settled by now." : <RelativeTime at={at} />}</p>
      </div>
      <LinkButton to={href} size="sm" className="max-sm:ml-7">
        {action}
      </LinkButton>
    </li>
  );
}

const SETTLED = { icon: CheckCircleIcon, tone: "ok", word: "Settled" } as const;
