import { escapeHtml } from "./markdown.mjs";

export function renderIndex(notes) {
  const items = notes.map(
    (note) => `<li><time>${note.date}</time><a href="./${note.slug}.html">${escapeHtml(note.title)}</a></li>`,
  );
  return renderPage("Harbour notes", `<ol class="notes">${items.join("\n")}</ol>`);
}

export function renderNote(note) {
  const title = escapeHtml(note.title);
  return renderPage(
    `${title} · Harbour notes`,
    `<article><time>${note.date} · ${readingMinutes(note.text)} min</time><h1>${title}</h1>${note.html}</article>`,
  );
}

/** At 200 words a minute, and never nothing. */
function readingMinutes(text) {
  return Math.max(1, Math.round(text.split(/\s+/).length / 200));
}

function renderPage(title, body) {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <link rel="stylesheet" href="./styles.css" />
  </head>
  <body>
    <header><a href="./">Harbour notes</a></header>
    <main>${body}</main>
  </body>
</html>
`;
}
