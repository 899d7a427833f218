import { cx } from "@/components/ui/cx";

import { isFailing, shareInWords } from "./traffic-words";

/** A share of errors: none is calm, some are worth a look, many are marked. The same wherever one stands. */
export function ErrorShare({ rate }: { rate: number | null }) {
  const some = rate !== null && rate > 0;
  return (
    <span className={cx(some && (isFailing(rate) ? "font-medium text-fail-fg" : "text-warn-fg"))}>
      {shareInWords(rate)}
    </span>
  );
}
