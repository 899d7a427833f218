"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";

import { useLeaveWarning } from "@/components/forms/use-leave-warning";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { href } from "@/components/ui/href";

/** Asks before a link or the end of the tab leaves what is not saved. */
export function LeaveQuestion({ name }: { name: string }) {
  const router = useRouter();
  const [to, setTo] = useState<string>();
  useLeaveWarning(true);

  // Links lie all over the page and its frame, so the window is the outside system: it hears of a click before them.
  useEffect(() => {
    const catchClick = (event: MouseEvent) => {
      const path = pathOfClick(event);
      if (path === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      setTo(path);
    };
    window.addEventListener("click", catchClick, true);
    return () => window.removeEventListener("click", catchClick, true);
  }, []);

  if (to === undefined) return null;
  return (
    <ConfirmDialog
      title="Leave without saving?"
      description={`What you changed in ${name} is not saved. It is kept in this tab until you close it.`}
      action="Leave without saving"
      keep="Stay here"
      pending={false}
      problem={undefined}
      onConfirm={() => router.push(href(to))}
      onClose={() => setTo(undefined)}
    />
  );
}

/** Where a click on a link would lead in this tab; undefined when it leads nowhere else. */
function pathOfClick(event: MouseEvent): string | undefined {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return undefined;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || link.target === "_blank" || link.hasAttribute("download"))
    return undefined;
  const url = new URL(link.href);
  const isElsewhere = url.origin === window.location.origin && url.pathname !== window.location.pathname;
  return isElsewhere ? `${url.pathname}${url.search}${url.hash}` : undefined;
}
