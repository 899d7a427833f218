import type { ReactNode, RefObject } from "react";

type PanelPictureProps = {
  /** What it shows, for those who do not see it; the panel can be had as a table. */
  description: string;
  picture: RefObject<HTMLDivElement | null>;
  children: ReactNode;
};

/** What is drawn, as a figure. Of charts with a common cursor only the one that is pointed at says its values. */
export function PanelPicture({ description, picture, children }: PanelPictureProps) {
  return (
    <figure className="size-full px-2 pb-2">
      <figcaption className="sr-only">{description}</figcaption>
      <div
        ref={picture}
        aria-hidden
        className="size-full [&:not(:hover)_.recharts-tooltip-wrapper]:invisible!"
      >
        {children}
      </div>
    </figure>
  );
}
