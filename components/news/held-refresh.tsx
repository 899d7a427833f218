"use client";

import { useRouter } from "next/navigation";
import { useRef, useState, type ReactNode } from "react";

import { useTopics } from "../use-topics";
import { isReading } from "./is-reading";
import { NewsPill } from "./news-pill";
import { ownDeeds } from "./own-deeds";

/**
 * A list that the server renders again when one of the topics changes, at once or when its reader asks for it. What they
 * did themselves is shown at once.
 */
export function HeldRefresh({ topics, children }: { topics: string[]; children: ReactNode }) {
  const router = useRouter();
  const list = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState(false);
  const show = () => {
    setHeld(false);
    router.refresh();
  };
  useTopics(topics, () => (isReading(list.current) && !ownDeeds.isRecent() ? setHeld(true) : show()));
  return (
    <div ref={list}>
      <NewsPill news={held && "Something changed"} onShow={show} />
      {children}
    </div>
  );
}
