import type { ReactNode } from "react";

import { Overlays } from "@/components/palette/overlays";
import { RecentTracker } from "@/components/palette/recent-tracker";
import { ShortcutListener } from "@/components/shortcuts/shortcut-listener";
import { TooltipHost } from "@/components/ui/tooltip-host";

import { BottomNav } from "./bottom-nav";
import type { SignedInPerson, SignOutAction } from "./person-menu";
import { SideNav } from "./side-nav";
import { TopBar } from "./top-bar";

type ShellProps = { person: SignedInPerson; signOutAction: SignOutAction; children: ReactNode };

/** The frame of every page behind the sign-in. */
export function Shell({ person, signOutAction, children }: ShellProps) {
  return (
    <>
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-md border bg-surface px-3 py-2 font-medium focus:translate-y-0"
      >
        Skip to the content
      </a>
      <div className="grid min-h-dvh grid-cols-[var(--nav-width)_minmax(0,1fr)]">
        <SideNav />
        <div className="col-start-2 flex min-w-0 flex-col pb-(--bottom-bar-height)">
          <TopBar person={person} signOutAction={signOutAction} />
          <main id="main" tabIndex={-1} className="flex flex-1 flex-col">
            {children}
          </main>
        </div>
      </div>
      <BottomNav />
      <TooltipHost />
      <ShortcutListener />
      <RecentTracker />
      <Overlays />
    </>
  );
}
