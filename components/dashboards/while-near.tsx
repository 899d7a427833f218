"use client";

import { useEffect, useRef, useState, type ReactNode } from "react";

/** Above and below the window: who scrolls meets panels that are drawn already. */
const NEAR = "320px 0px";

/**
 * Has its content only while it is on the screen or nearly so: what one cannot see asks for nothing, and what it was
 * asking for is given up when it leaves.
 */
export function WhileNear({ otherwise, children }: { otherwise: ReactNode; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [isNear, setIsNear] = useState(false);

  // Where the window stands is the outside system.
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const observer = new IntersectionObserver(
      (entries) => setIsNear(entries.at(-1)?.isIntersecting ?? false),
      { rootMargin: NEAR },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return (
    <div ref={place} className="size-full min-h-0">
      {isNear ? children : otherwise}
    </div>
  );
}
