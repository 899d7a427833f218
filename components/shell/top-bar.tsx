import Link from "next/link";

import { PaletteButton } from "@/components/palette/palette-button";

import { InboxBell } from "./inbox-bell";
import { LiveDot } from "./live-dot";
import { Logo } from "./logo";
import { PersonMenu, type SignedInPerson, type SignOutAction } from "./person-menu";
import { ThemeMenu } from "./theme-menu";

/** The bar at the top; its left part belongs to the page's `Breadcrumbs`. */
export function TopBar({ person, signOutAction }: { person: SignedInPerson; signOutAction: SignOutAction }) {
  return (
    <header className="sticky top-0 z-20 flex h-(--bar-height) items-center justify-between border-b bg-bg px-4 sm:justify-end sm:px-6">
      <Link href="/" aria-label="Home" className="inline-flex size-8 items-center rounded-md sm:hidden">
        <Logo className="text-accent-text" />
      </Link>
      <div className="flex items-center gap-1.5">
        <LiveDot />
        <PaletteButton />
        <InboxBell personId={person.id} />
        <ThemeMenu />
        <PersonMenu person={person} signOutAction={signOutAction} />
      </div>
    </header>
  );
}
