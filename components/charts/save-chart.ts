/** Saves a text as a file of the person's browser. */
export function saveText(name: string, text: string, type: string): void {
  save(name, new Blob([text], { type }));
}

/**
 * Saves the picture of a chart as PNG, on the background it stands on and twice as fine as the screen. Styles are taken
 * along, because a picture on its own knows no style sheet. Throws when there is no picture in the element.
 */
export async function savePicture(name: string, within: Element): Promise<void> {
  const picture = within.querySelector("svg, canvas");
  if (!picture) throw new Error("There is no picture to save yet.");
  const { width, height } = picture.getBoundingClientRect();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * FINENESS, height * FINENESS];
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser draws no pictures.");
  context.fillStyle = getComputedStyle(within.closest("section") ?? document.body).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const drawn = picture instanceof SVGSVGElement ? await imageOf(picture) : picture;
  if (drawn instanceof HTMLCanvasElement || drawn instanceof HTMLImageElement)
    context.drawImage(drawn, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (blob) save(name, blob);
}

async function imageOf(svg: SVGSVGElement): Promise<HTMLImageElement> {
  const copy = withOwnStyles(svg);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}

const FINENESS = 2;
const STYLES = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "font-size",
  "font-family",
  "opacity",
];

function withOwnStyles(svg: SVGSVGElement): Element {
  const copy = svg.cloneNode(true);
  if (!(copy instanceof Element)) throw new Error("A picture is an element.");
  const originals = [svg, ...svg.querySelectorAll("*")];
  for (const [index, element] of [copy, ...copy.querySelectorAll("*")].entries()) {
    const original = originals[index];
    if (!original) continue;
    const style = getComputedStyle(original);
    element.setAttribute("style", STYLES.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"));
  }
  return copy;
}

function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
