import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

/** Above a long list that does not follow live any more. */
export function StandsStill({ onShowNewest }: { onShowNewest: () => void }) {
  return (
    <Notice
      actions={
        <Button size="sm" onClick={onShowNewest}>
          Show the newest
        </Button>
      }
    >
      Something changed. The list stands still while you read further down.
    </Notice>
  );
}
