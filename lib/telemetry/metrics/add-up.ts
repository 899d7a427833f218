const [MINUS, ZERO, NINE, OPEN] = [45, 48, 57, 123];

/**
 * Histograms of one scale as PostgreSQL writes them one behind the other, `-52{1,0,2}-50{3}`: the number of the first
 * bucket, and counts. Added up as they are read, character by character: a panel brings a hundred thousand counts, and a
 * number, an array or an object for each of them would have to be collected again.
 */
export function addUp(text: string): { offset: number; buckets: number[] } {
  const buckets: number[] = [];
  let offset = 0;
  let [number, sign, at] = [0, 1, 0];
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (code >= ZERO && code <= NINE) number = number * 10 + code - ZERO;
    else if (code === MINUS) sign = -1;
    else {
      if (code === OPEN) {
        const first = sign * number;
        if (buckets.length === 0) offset = first;
        for (; offset > first; offset -= 1) buckets.unshift(0);
        at = first - offset;
      } else {
        while (buckets.length <= at) buckets.push(0);
        buckets[at] = (buckets[at] ?? 0) + number;
        at += 1;
      }
      [number, sign] = [0, 1];
    }
  }
  return { offset, buckets };
}
