"use client";

// The whole layout failed, so nothing of it may be needed here: no styles, no providers, no links that the router serves.
const STYLE = `
:root { color-scheme: light dark; font: 14px/1.5 ui-sans-serif, system-ui, sans-serif;
  background: light-dark(#f9f9fa, #0d0e11); color: light-dark(#17181d, #f0f1f3); }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; }
main { max-width: 28rem; padding: 1.5rem; }
h1 { font-size: 1.125rem; margin: 0 0 .5rem; }
p { margin: 0 0 1rem; color: light-dark(#55575f, #abadb5); }
button { font: inherit; font-weight: 500; padding: .5rem .875rem; border: 0; border-radius: 6px; cursor: pointer;
  background: #4740d4; color: #fff; }
button:focus-visible { outline: 2px solid light-dark(#5b52f0, #9a94ff); outline-offset: 2px; }
`;

export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  const id =
    typeof error === "object" && error !== null && "digest" in error && typeof error.digest === "string"
      ? error.digest
      : undefined;
  return (
    <html lang="en">
      <head>
        <title>Slipway could not be shown</title>
        <style>{STYLE}</style>
      </head>
      <body>
        <main>
          <div role="alert">
            <h1>The portal could not be shown.</h1>
            <p>
              It failed before any page could be made. Your services keep running. Try again in a moment; if
              it stays, look at the log of the portal{id && ` for ${id}`}, or restart it.
            </p>
            <button type="button" onClick={retry}>
              Try again
            </button>
          </div>
        </main>
      </body>
    </html>
  );
}
