import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

import { markdownToHtml } from "./markdown.mjs";
import { renderIndex, renderNote } from "./templates.mjs";

const notes = readdirSync("notes")
  .filter((file) => file.endsWith(".md"))
  .map((file) => {
    const [title, , date, , ...body] = readFileSync(`notes/${file}`, "utf8").split("\n");
    if (!title.startsWith("# ") || !/^\d{4}-\d{2}-\d{2}$/.test(date))
      throw new Error(`${file} lacks a title or a date`);
    const text = body.join("\n");
    return { slug: file.replace(/\.md$/, ""), title: title.slice(2), date, text, html: markdownToHtml(text) };
  })
  .toSorted((left, right) => right.date.localeCompare(left.date));

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");
cpSync("pages", "dist", { recursive: true });
writeFileSync("dist/index.html", renderIndex(notes));
for (const note of notes) writeFileSync(`dist/${note.slug}.html`, renderNote(note));
process.stdout.write(`Wrote ${notes.length} notes to dist/\n`);
