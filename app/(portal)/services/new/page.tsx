import type { Metadata } from "next";

import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { DeniedState } from "@/components/ui/denied-state";
import { Page } from "@/components/ui/page";
import { PageHeader } from "@/components/ui/page-header";
import { can } from "@/lib/auth";
import { pageContext } from "@/lib/core/request";

import { AddServiceForm } from "./_components/add-service-form";

export const metadata: Metadata = { title: "Add a service" };

/** From a repository to a service that builds. */
export default async function AddServicePage() {
  const { actor } = await pageContext();
  return (
    <Page width="read">
      <Breadcrumbs crumbs={[{ label: "Services", to: "/services" }, { label: "Add a service" }]} />
      <PageHeader
        title="Add your service"
        answer="Point Slipway at a git repository. It looks how to build and run it, and you correct what it gets wrong."
      />
      {can(actor, "service.create") ? (
        <AddServiceForm />
      ) : (
        <DeniedState title="You may not add a service.">
          Developers may. An administrator can give you that role under Settings, People.
        </DeniedState>
      )}
    </Page>
  );
}
