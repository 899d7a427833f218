import { AlertTriangleIcon, CheckCircleIcon, InfoIcon, OctagonXIcon } from "@/components/icons";
import type { Icon } from "@/components/icons/glyph";
import { cx } from "@/components/ui/cx";
import { TONE_MARK } from "@/components/ui/tone";
import type { MessageTone } from "@/lib/notifications/contract";

const MARKS: Record<MessageTone, { icon: Icon; word: string }> = {
  ok: { icon: CheckCircleIcon, word: "Good news" },
  info: { icon: InfoIcon, word: "For information" },
  warn: { icon: AlertTriangleIcon, word: "Needs attention" },
  fail: { icon: OctagonXIcon, word: "Failure" },
};

/** How a message is meant, as an icon with its word. */
export function ToneMark({ tone }: { tone: MessageTone }) {
  const { icon: Shape, word } = MARKS[tone];
  return (
    <span data-tooltip={word} className="mt-0.5 inline-flex">
      <Shape label={word} className={cx(TONE_MARK[tone])} />
    </span>
  );
}
