"use client";

import { buttonStyle } from "@/components/ui/button-style";
import { copyText } from "@/components/ui/copy-text";

/**
 * A page that could not be made. Every page carries this in case it fails, so it is built of almost nothing. What
 * runs is not touched, which is the first thing one wants to know.
 */
export function PageFailure({ error, retry }: { error: unknown; retry: () => void }) {
  const id = failureId(error);
  return (
    <div role="alert" className="mx-auto flex max-w-md flex-col gap-4 px-4 py-16">
      <h1 className="text-lg font-semibold">This page could not be shown.</h1>
      <p className="text-fg-muted">
        Something failed in the portal while it was made. Your services and deployments are not affected. Try
        again; if it stays, ask whoever runs this portal{id && " and quote "}
        {id && <code className="code text-fg">{id}</code>}.
      </p>
      <p className="flex flex-wrap gap-2">
        <button type="button" onClick={retry} className={buttonStyle("primary")}>
          Try again
        </button>
        {id && (
          <button type="button" onClick={() => void copyText(id)} className={buttonStyle()}>
            Copy the id
          </button>
        )}
        {/* oxlint-disable-next-line nextjs/no-html-link-for-pages -- a full load is the way out of a broken state */}
        <a href="/" className={buttonStyle()}>
          Go to home
        </a>
      </p>
    </div>
  );
}

/** What the logs of the server know this failure by: the digest that Next gives, or the request id of a refused read. */
function failureId(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("requestId" in error && typeof error.requestId === "string") return error.requestId;
  return "digest" in error && typeof error.digest === "string" ? error.digest : undefined;
}
