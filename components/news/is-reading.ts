/** Somebody points at the list, is in it with the keyboard, or has scrolled: what moves now moves below their eyes. */
export function isReading(list: Element | null): boolean {
  return list !== null && (window.scrollY > 0 || list.matches(":hover, :focus-within"));
}
