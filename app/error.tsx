"use client";

import { PageFailure } from "@/components/feedback/page-failure";

export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main className="flex min-h-[70dvh] items-center justify-center">
      <PageFailure error={error} retry={retry} />
    </main>
  );
}
