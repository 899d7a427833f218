import type { ReactNode } from "react";

import { ArrowRightIcon } from "@/components/icons";
import { ReleaseTag } from "@/components/ui/release-tag";
import type { ReleaseRef } from "@/lib/delivery/contract";

import { tagged } from "./release-name";

type ReleaseChangeProps = {
  release: ReleaseRef;
  /** Null where nothing serves before it. */
  replaces: ReleaseRef | null;
  /** What is to be known of the change. */
  children?: ReactNode;
};

/** Which release becomes which. */
export function ReleaseChange({ release, replaces, children }: ReleaseChangeProps) {
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-1.5">
      {replaces ? (
        <ReleaseTag release={tagged(replaces)} className="text-fg-muted" />
      ) : (
        <span className="text-fg-muted">Nothing</span>
      )}
      <ArrowRightIcon size={12} label="becomes" className="self-center text-fg-muted" />
      <ReleaseTag release={tagged(release)} />
      {children}
    </span>
  );
}
