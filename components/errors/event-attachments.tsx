"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { DownloadIcon } from "@/components/icons";
import { sizeInWords } from "@/components/release/size-in-words";
import { buttonStyle } from "@/components/ui/button-style";
import { Panel } from "@/components/ui/panel";
import type { AttachmentView } from "@/lib/errors/contract";
import { attachmentPath, attachmentTextQuery } from "@/lib/errors/query-options";

type EventAttachmentsProps = { issueId: string; eventId: string; attachments: readonly AttachmentView[] };

/** Files that came with an event: each to download, pictures and short texts also to look at. */
export function EventAttachments({ issueId, eventId, attachments }: EventAttachmentsProps) {
  if (attachments.length === 0) return null;
  return (
    <Panel title="Attachments" description="As they were sent: nothing in them is masked or checked." flush>
      <ul className="divide-y divide-border">
        {attachments.map((attachment) => {
          const { position, name, sizeBytes, picture } = attachment;
          const path = attachmentPath(issueId, eventId, position);
          return (
            <li key={position} className="flex flex-col gap-2 px-4 py-2.5">
              <div className="flex items-start justify-between gap-3">
                <div className="min-w-0">
                  <p className="[overflow-wrap:anywhere]">{name}</p>
                  <p className="text-xs [overflow-wrap:anywhere] text-fg-muted">
                    {[kindInWords(attachment), sizeInWords(sizeBytes)].join(", ")}
                    {picture && `, ${picture.width} × ${picture.height}`}
                  </p>
                </div>
                <a
                  href={path}
                  download
                  aria-label={`Download ${name}`}
                  className={buttonStyle("secondary", "sm")}
                >
                  <DownloadIcon size={14} />
                  <span className="max-sm:hidden">Download</span>
                </a>
              </div>
              {picture && <Picture name={name} path={path} {...picture} />}
              {attachment.isText && <Text query={attachmentTextQuery(issueId, eventId, position)} />}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

const KINDS = new Map([
  ["event.minidump", "minidump"],
  ["event.view_hierarchy", "view hierarchy"],
  ["event.applecrashreport", "Apple crash report"],
]);
const kindInWords = ({ type, contentType }: AttachmentView): string => KINDS.get(type) ?? contentType;

type PictureProps = { name: string; path: string; width: number; height: number };

/** Small at first; opened, as large as there is room. */
function Picture({ name, path, width, height }: PictureProps) {
  return (
    <details className="group">
      <summary className="w-fit max-w-full cursor-zoom-in list-none rounded-md group-open:cursor-zoom-out [&::-webkit-details-marker]:hidden">
        {/* oxlint-disable-next-line next/no-img-element -- it is fetched as it is, with the session of whoever looks */}
        <img
          src={path}
          alt={`What ${name} shows`}
          width={width}
          height={height}
          loading="lazy"
          className="h-auto max-h-40 w-auto max-w-full rounded-md border bg-surface-2 object-contain group-open:max-h-none"
        />
      </summary>
    </details>
  );
}

function Text({ query }: { query: ReturnType<typeof attachmentTextQuery> }) {
  const [isOpen, setIsOpen] = useState(false);
  const { data, error } = useQuery({ ...query, enabled: isOpen });
  return (
    <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary className="min-h-6 w-fit cursor-pointer rounded-sm text-xs text-fg-muted hover:text-fg">
        Show the text
      </summary>
      <pre
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long texts scroll, also by keyboard
        tabIndex={0}
        className="mt-1 code max-h-80 overflow-auto rounded-md border bg-surface-2 p-3 text-xs whitespace-pre-wrap [overflow-wrap:anywhere]"
      >
        {error ? "This could not be loaded." : (data ?? "Loading…")}
      </pre>
    </details>
  );
}
