"use client";

import { useEffect, useState, useTransition } from "react";

import { ownDeeds } from "@/components/news/own-deeds";
import { focusFirstInvalid } from "@/components/ui/focus-first-invalid";

type Problem = { message: string; fields: Readonly<Record<string, string>> };
type Answer<T> =
  | { ok: true; data: T }
  | { ok: false; message: string; fields?: readonly { path: string; message: string }[] };

const UNANSWERED =
  "The portal did not answer, so it is not known whether this was taken. Look at the page before you try again.";

/** Sends a request to the server once at a time, keeps the sentence it refuses with, and leads to the field meant. */
export function useRequest<Input, Result>(
  send: (input: Input) => Promise<Answer<Result>>,
  onTaken: (result: Result) => void,
) {
  const [problem, setProblem] = useState<Problem>();
  const [pending, startTransition] = useTransition();

  // The focus is the outside system.
  useEffect(() => {
    if (problem) focusFirstInvalid(document.querySelector("dialog[open]") ?? document);
  }, [problem]);

  const request = (input: Input) => {
    if (pending) return;
    startTransition(async () => {
      const answer = await send(input).catch((): Answer<Result> => ({ ok: false, message: UNANSWERED }));
      if (answer.ok) {
        setProblem(undefined);
        ownDeeds.note();
        onTaken(answer.data);
      } else {
        setProblem({ message: answer.message, fields: byPath(answer.fields) });
      }
    });
  };

  return { request, pending, problem, forget: () => setProblem(undefined) };
}

function byPath(fields: readonly { path: string; message: string }[] = []): Record<string, string> {
  return Object.fromEntries(fields.map(({ path, message }) => [path, message]));
}
