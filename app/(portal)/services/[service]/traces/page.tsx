import type { Metadata } from "next";

import { TraceResults } from "@/components/traces/trace-results";
import { UrlState } from "@/components/ui/url-state";
import { getServiceView, listEnvironments } from "@/lib/catalog";
import { pageContext } from "@/lib/core/request";

import { orNotFound } from "../../../or-not-found";

export const metadata: Metadata = { title: "Traces" };

/** What went on inside of requests to this service. */
export default async function ServiceTracesPage({ params }: PageProps<"/services/[service]/traces">) {
  const ctx = await pageContext();
  const [{ id, name }, environments] = await Promise.all([
    orNotFound(getServiceView(ctx, (await params).service)),
    listEnvironments(ctx),
  ]);
  return (
    <UrlState>
      <TraceResults service={{ id, name }} environments={environments.map((each) => each.name)} />
    </UrlState>
  );
}
