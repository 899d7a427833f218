import { useEffect, useRef, useState, type RefObject } from "react";

type Size = { width: number; height: number };

/** How large an element is; undefined until it stands in the page. */
export function useSize(): [RefObject<HTMLDivElement | null>, Size | undefined] {
  const host = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>();

  // The layout of the browser is the outside system.
  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return [host, size];
}
