"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { FreezeWhen } from "@/components/gates/freeze-when";
import { isTimeZone } from "@/components/gates/time-zone-field";
import { windowInWords, zoneInWords } from "@/components/gates/window-words";
import { Notice } from "@/components/ui/notice";
import type { WindowState, Window } from "@/lib/gates/contract";
import { windowPreviewQuery } from "@/lib/gates/query-options";

/** What was entered in one sentence, and when it is in force next. The server reads the clocks. */
export function FreezePreview({ window, timeZone }: { window: Window; timeZone: string }) {
  const preview = useQuery({
    ...windowPreviewQuery(window, timeZone),
    enabled: isTimeZone(timeZone),
    placeholderData: keepPreviousData,
  });
  if (preview.isError) return <Notice tone="warn">{preview.error.message}</Notice>;
  if (!isTimeZone(timeZone)) return null;
  return (
    <Notice tone={preview.data && isOver(preview.data) ? "warn" : "info"}>
      <p>{`Frozen ${windowInWords(window)} (${zoneInWords(timeZone)}).`}</p>
      <p className="min-h-5 text-fg-muted">
        {preview.data &&
          (isOver(preview.data) ? (
            "This never comes any more."
          ) : (
            <>
              {preview.data.isOn && "In force at once, "}
              <FreezeWhen state={preview.data} timeZone={timeZone} />
            </>
          ))}
      </p>
    </Notice>
  );
}

const isOver = ({ isOn, changesAt }: WindowState) => !isOn && changesAt === null;
