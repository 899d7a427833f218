"use client";

import { PageFailure } from "@/components/feedback/page-failure";

/** Inside the shell, so that the navigation stays. */
export default function PortalErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return <PageFailure error={error} retry={retry} />;
}
