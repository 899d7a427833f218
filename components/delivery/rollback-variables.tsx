"use client";

import { Notice } from "@/components/ui/notice";

import { useMissingVariables, type RollbackWish } from "./use-missing-variables";

/** Says before the click that the release would miss a variable; the request would be refused for it. */
export function RollbackVariables(wish: RollbackWish) {
  const { problems, isOtherFine } = useMissingVariables(wish);
  if (problems.length === 0) return null;
  const way = wish.configuration === "current" ? "the configuration it served with" : "what is set now";
  return (
    <Notice tone="fail" title="This would be refused: the release misses what it needs." announce>
      <ul className="flex flex-col gap-1">
        {problems.map(({ key, message }) => (
          <li key={key}>{message}</li>
        ))}
      </ul>
      {isOtherFine && <p>With {way} nothing is missing.</p>}
    </Notice>
  );
}
