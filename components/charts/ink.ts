/**
 * What a colour of the style sheet is now, for a canvas, which knows neither variables nor themes. The element has to
 * stand in the page.
 */
export function inkOf(element: HTMLElement): (color: string) => string {
  const probe = document.createElement("span");
  probe.hidden = true;
  element.append(probe);
  return (color) => {
    probe.style.color = color;
    return getComputedStyle(probe).color;
  };
}
