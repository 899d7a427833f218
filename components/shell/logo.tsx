/** A hull on its slip: the ramp, and the boat that is about to leave it. */
export function Logo({ size = 20, className = "" }: { size?: number; className?: string }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden className={`shrink-0 ${className}`}>
      <path d="M2 9.6 22 16v4.4a.6.6 0 0 1-.78.57L2 14.8z" fill="currentColor" opacity="0.38" />
      <path
        d="M4.5 3.2 20 8.2c.5.16.7.75.4 1.18l-1.7 2.45a1.6 1.6 0 0 1-1.8.61L6.1 8.95A1.6 1.6 0 0 1 5 7.63L4.1 3.6a.33.33 0 0 1 .4-.4z"
        fill="currentColor"
      />
    </svg>
  );
}
