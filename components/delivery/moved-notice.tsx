import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

type MovedNoticeProps = {
  /** What is no longer as it was; nothing is shown while all is. */
  moved: string | undefined;
  onReview: () => void;
};

/** Something moved while a person was deciding: nothing is sent before they have looked at it again. */
export function MovedNotice({ moved, onReview }: MovedNoticeProps) {
  if (!moved) return null;
  return (
    <Notice
      tone="warn"
      announce
      title={`Moved: ${moved}`}
      actions={
        <Button size="sm" onClick={onReview}>
          Review again
        </Button>
      }
    >
      What you see below has changed since you opened this.
    </Notice>
  );
}
