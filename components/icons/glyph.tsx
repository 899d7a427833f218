import type { ReactNode } from "react";

type IconProps = {
  /** Edge length in pixels; 16 sits beside 13–14 px text. */
  size?: number;
  className?: string | undefined;
  /** Only for an icon that stands alone; beside a word it is decoration and stays silent. */
  label?: string | undefined;
};

export type Icon = (props: IconProps) => ReactNode;

/** Makes an icon of strokes on a 24 px square, coloured by the text around it. */
export function glyph(path: string): Icon {
  return ({ size = 16, className = "", label }) => (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={size < 20 ? 2 : 1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`shrink-0 ${className}`}
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
    >
      <path d={path} />
    </svg>
  );
}
