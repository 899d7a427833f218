import type { ReactNode } from "react";

import { AlertTriangleIcon, CheckCircleIcon, InfoIcon, OctagonXIcon } from "@/components/icons";
import type { Icon } from "@/components/icons/glyph";

import { cx } from "./cx";
import { TONE_MARK } from "./tone";

type NoticeTone = "ok" | "info" | "warn" | "fail";

const LOOK: Record<NoticeTone, { icon: Icon; ground: string }> = {
  ok: { icon: CheckCircleIcon, ground: "border-ok-border bg-ok-bg" },
  info: { icon: InfoIcon, ground: "border-border bg-surface-2" },
  warn: { icon: AlertTriangleIcon, ground: "border-warn-border bg-warn-bg" },
  fail: { icon: OctagonXIcon, ground: "border-fail-border bg-fail-bg" },
};

type NoticeProps = {
  tone?: NoticeTone;
  title?: ReactNode;
  actions?: ReactNode;
  /** Set when it appears after something the person did, so that it is read aloud. */
  announce?: boolean;
  className?: string;
  children?: ReactNode;
};

/** A message that stays in the page, where it belongs. There are no toasts. */
export function Notice({ tone = "info", title, actions, announce, className, children }: NoticeProps) {
  const { icon: Shape, ground } = LOOK[tone];
  const role = announce ? (tone === "fail" ? "alert" : "status") : undefined;
  return (
    <div
      role={role}
      className={cx(
        "flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg border px-3.5 py-2.5",
        ground,
        className,
      )}
    >
      <Shape className={cx("mt-0.5", TONE_MARK[tone])} />
      <div className="min-w-0 flex-1 basis-48 [overflow-wrap:anywhere]">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className={title ? "text-fg-muted" : undefined}>{children}</div>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  );
}
