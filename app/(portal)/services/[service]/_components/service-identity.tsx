import { ServiceAnswer } from "@/components/delivery/service-answer";
import { BranchIcon, FolderIcon } from "@/components/icons";
import { CopyButton } from "@/components/ui/copy-button";
import type { ServiceView } from "@/lib/catalog/contract";

import { ServiceOwner } from "./service-owner";

/** Which service this is, how it is, and where its source lives. */
export function ServiceIdentity({ service }: { service: ServiceView }) {
  const { url, branch, path } = service.repository;
  return (
    <header className="flex min-w-0 flex-col gap-1">
      <h1 className="text-xl font-semibold [overflow-wrap:anywhere]">{service.name}</h1>
      <ServiceAnswer serviceId={service.id} />
      {service.description && <p className="max-w-prose text-fg-muted">{service.description}</p>}
      <p className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 text-xs text-fg-muted">
        <ServiceOwner serviceId={service.id} />
        <span className="flex min-w-0 items-center gap-1">
          <code className="min-w-0 code [overflow-wrap:anywhere]">{url}</code>
          <CopyButton text={url} label="Copy the repository's address" />
        </span>
        {branch && (
          <span className="flex items-center gap-1">
            <BranchIcon size={12} label="Branch" />
            <code className="code">{branch}</code>
          </span>
        )}
        {path && (
          <span className="flex items-center gap-1">
            <FolderIcon size={12} label="Folder" />
            <code className="code">{path}</code>
          </span>
        )}
      </p>
    </header>
  );
}
