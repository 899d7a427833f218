import type { ReactNode } from "react";

import { Logo } from "@/components/shell/logo";

/** Outside the shell: one question in the middle of a calm page. */
export default function EntranceLayout({ children }: { children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 px-4 py-12">
      <p className="flex items-center gap-2 text-lg font-semibold">
        <Logo size={24} />
        Slipway
      </p>
      <div className="flex w-full max-w-sm flex-col gap-5 rounded-xl border bg-surface p-6">{children}</div>
    </main>
  );
}
