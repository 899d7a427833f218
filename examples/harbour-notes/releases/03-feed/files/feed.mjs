/** https://www.jsonfeed.org/version/1.1/ */
export function renderFeed(notes) {
  return JSON.stringify({
    version: "https://jsonfeed.org/version/1.1",
    title: "Harbour notes",
    items: notes.map(({ slug, title, date, html }) => ({
      id: slug,
      url: `./${slug}.html`,
      title,
      content_html: html,
      date_published: `${date}T00:00:00Z`,
    })),
  });
}
