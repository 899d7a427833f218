const LONGEST_NAME = 40;

/** A service name from where its source lives: "https://github.com/acme/Web_Shop.git" gives "web-shop". */
export function suggestName(url: string, folder = ""): string {
  const last = (path: string) =>
    path
      .replace(/[?#].*$/, "")
      .split(/[/:\\]/)
      .findLast(Boolean) ?? "";
  return last(folder || url)
    .replace(/\.git$/, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, LONGEST_NAME)
    .replace(/-+$/, "");
}
