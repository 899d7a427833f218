import { flushSync } from "react-dom";

/**
 * For what ends the thing it was asked about: closes the dialog, if there is one, and puts the focus on the heading of
 * the list, because the button that had it goes away with its row.
 */
export function leaveToHeading(close: () => void = () => {}): void {
  const place = document.querySelector("dialog[open]")?.parentElement ?? document.activeElement;
  const heading = place?.closest("section")?.querySelector<HTMLElement>("h2, h3");
  flushSync(close); // a dialog that closes gives the focus back first
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus();
}
