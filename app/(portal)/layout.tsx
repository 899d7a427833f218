import { headers } from "next/headers";
import type { ReactNode } from "react";

import { LiveUpdates } from "@/components/live-updates";
import { Shell } from "@/components/shell/shell";
import { requirePerson } from "@/lib/auth";
import { signOutAction } from "@/lib/auth/actions";

/** Everything behind the sign-in. */
export default async function PortalLayout({ children }: { children: ReactNode }) {
  const asked = (await headers()).get("x-slipway-path"); // set by proxy.ts
  const person = await requirePerson(asked ?? "/");
  return (
    <Shell person={person} signOutAction={signOutAction}>
      <LiveUpdates />
      {children}
    </Shell>
  );
}
