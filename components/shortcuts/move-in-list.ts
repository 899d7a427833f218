/**
 * Moves the focus to the next (1) or previous (-1) item of the page's lists. Items carry `data-list-item`; what gets
 * the focus in them is `data-list-link`, or their first link or button. Enter then opens it, as always.
 */
export function moveInList(step: 1 | -1): boolean {
  const items = [...document.querySelectorAll<HTMLElement>("main [data-list-item]")].filter(
    (item) => item.offsetParent !== null || item.getClientRects().length > 0,
  );
  const here = items.findIndex((item) => item.contains(document.activeElement));
  const next = here < 0 ? (step === 1 ? items[0] : items.at(-1)) : items[here + step];
  const target =
    next?.querySelector<HTMLElement>("[data-list-link]") ?? next?.querySelector<HTMLElement>("a, button");
  if (!target) return false;
  // A script's focus shows its ring only when the keyboard was used last, which it was.
  target.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
  return true;
}
