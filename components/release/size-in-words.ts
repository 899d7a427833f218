const UNITS = ["kB", "MB", "GB", "TB"];

/** "840 B", "4.2 kB", "12 MB": decimal units, as disks and networks are sold. */
export function sizeInWords(sizeBytes: number): string {
  if (sizeBytes < 1_000) return `${sizeBytes} B`;
  let size = sizeBytes / 1_000;
  let unit = 0;
  // 999.95 would be shown as "1000".
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`;
}
