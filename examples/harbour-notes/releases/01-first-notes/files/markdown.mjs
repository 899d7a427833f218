/** The small part of Markdown that the notes use. */
export function markdownToHtml(text) {
  const blocks = text.trim().split(/\n{2,}/);
  return blocks.map(renderBlock).join("\n");
}

function renderBlock(block) {
  if (block.startsWith("## ")) return `<h2>${renderInline(block.slice(3))}</h2>`;
  if (block.startsWith("> "))
    return `<blockquote>${renderInline(block.replaceAll(/^> ?/gm, ""))}</blockquote>`;
  if (block.startsWith("- ")) {
    const items = block.split(/\n?^- /m).filter(Boolean);
    return `<ul>${items.map((item) => `<li>${renderInline(item)}</li>`).join("")}</ul>`;
  }
  return `<p>${renderInline(block)}</p>`;
}

function renderInline(text) {
  return escapeHtml(text)
    .replaceAll(/\*\*(.+?)\*\*/g, "<strong>$1</strong>")
    .replaceAll(/\b_(.+?)_\b/g, "<em>$1</em>")
    .replaceAll(/\[(.+?)\]\((https?:[^)]+)\)/g, '<a href="$2">$1</a>');
}

export function escapeHtml(text) {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
