import type { ReactNode } from "react";

import { LiveUpdates } from "@/components/live-updates";
import { Shell } from "@/components/shell/shell";
import { requirePerson } from "@/lib/auth";
import { signOutAction } from "@/lib/auth/actions";

/** The frame of everything behind the sign-in. It guards no page: a soft navigation leaves it out. */
export default async function PortalLayout({ children }: { children: ReactNode }) {
  // Before anything is read: what changes from now on may be missing on the page.
  const sinceMs = Date.now();
  const person = await requirePerson();
  return (
    <Shell person={person} signOutAction={signOutAction}>
      <LiveUpdates sinceMs={sinceMs} />
      {children}
    </Shell>
  );
}
