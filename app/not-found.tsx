import type { Metadata } from "next";

import { SearchIcon } from "@/components/icons";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="flex min-h-[70dvh] items-center justify-center">
      <EmptyState
        heading
        icon={SearchIcon}
        title="There is nothing at this address."
        action={<LinkButton to="/">Go to home</LinkButton>}
      >
        It was removed, never existed, or the link was cut off.
      </EmptyState>
    </main>
  );
}
