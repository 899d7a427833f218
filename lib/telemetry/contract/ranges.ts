const HOUR_MS = 3_600_000;

/** How long each period is that ends now, in milliseconds. A view takes those of them that make sense for it. */
export const RANGE_MS = {
  "15m": HOUR_MS / 4,
  "1h": HOUR_MS,
  "6h": 6 * HOUR_MS,
  "24h": 24 * HOUR_MS,
  "7d": 168 * HOUR_MS,
  "30d": 720 * HOUR_MS,
};
