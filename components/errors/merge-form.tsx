"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useRequest } from "@/components/delivery/use-request";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { Select } from "@/components/ui/select";
import { mergeIssuesAction } from "@/lib/errors/actions";
import type { IssueView } from "@/lib/errors/contract";
import { issuesQuery } from "@/lib/errors/query-options";

/** Makes another issue of the service part of this one. */
export function MergeForm({ issue }: { issue: IssueView }) {
  const [other, setOther] = useState("");
  const { data } = useInfiniteQuery(issuesQuery({ service: issue.serviceId }, 100));
  const { request, pending, problem } = useRequest(mergeIssuesAction, () => setOther(""));
  const others = data?.pages.flatMap(({ items }) => items).filter(({ id }) => id !== issue.id) ?? [];
  if (others.length === 0) return null;
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="font-medium">The same error under another name?</h3>
      <div className="flex flex-wrap gap-2">
        <Select
          aria-label="The issue that is the same"
          value={other}
          onChange={({ currentTarget }) => setOther(currentTarget.value)}
          className="min-w-40 flex-1"
        >
          <option value="">Choose an issue</option>
          {others.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </Select>
        <Button
          loading={pending}
          disabled={other === ""}
          onClick={() => request({ issueId: issue.id, others: [other] })}
        >
          Merge into this one
        </Button>
      </div>
      <FormError message={problem?.message} />
    </section>
  );
}
