export type Side = "top" | "bottom";
export type Align = "start" | "center" | "end";
type Box = { left: number; top: number; right: number; bottom: number };
type Size = { width: number; height: number };

const MARGIN_PX = 8;

/** Where a floating box goes, in viewport pixels: beside its anchor, on the other side when there is no room. */
export function place(
  anchor: Box,
  floating: Size,
  viewport: Size,
  { side, align, gapPx }: { side: Side; align: Align; gapPx: number },
): { left: number; top: number } {
  const above = anchor.top - gapPx - floating.height;
  const below = anchor.bottom + gapPx;
  const fitsAbove = above >= MARGIN_PX;
  const fitsBelow = below + floating.height <= viewport.height - MARGIN_PX;
  const goesAbove = side === "top" ? fitsAbove || !fitsBelow : !fitsBelow && fitsAbove;
  const left = {
    start: anchor.left,
    center: (anchor.left + anchor.right - floating.width) / 2,
    end: anchor.right - floating.width,
  }[align];
  return {
    left: clamp(left, viewport.width - floating.width),
    top: clamp(goesAbove ? above : below, viewport.height - floating.height),
  };
}

function clamp(start: number, room: number): number {
  return Math.round(Math.max(MARGIN_PX, Math.min(start, room - MARGIN_PX)));
}
