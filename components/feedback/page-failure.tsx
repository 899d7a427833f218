"use client";

import { RefreshIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { LinkButton } from "@/components/ui/link-button";

/** A page that could not be made. What runs is not touched by it, which is the first thing one wants to know. */
export function PageFailure({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <ErrorState
      heading
      title="This page could not be shown."
      requestId={failureId(error)}
      actions={
        <>
          <LinkButton to="/">Go to home</LinkButton>
          <Button variant="primary" icon={RefreshIcon} onClick={retry}>
            Try again
          </Button>
        </>
      }
    >
      Something failed in the portal while it was made. Your services and deployments are not affected. Try
      again; if it stays, ask whoever runs this portal.
    </ErrorState>
  );
}

/** What the logs of the server know this failure by: the digest that Next gives, or the request id of a refused read. */
function failureId(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("requestId" in error && typeof error.requestId === "string") return error.requestId;
  return "digest" in error && typeof error.digest === "string" ? error.digest : undefined;
}
