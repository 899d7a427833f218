"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";

import { useDeliveryDialogs } from "@/components/delivery/delivery-dialogs";
import { HammerIcon, TagIcon } from "@/components/icons";
import { ReleaseTable } from "@/components/release/release-table";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { Panel } from "@/components/ui/panel";
import { releasesQuery } from "@/lib/delivery/query-options";

type ReleaseListProps = {
  service: { id: string; name: string };
  branch: string | undefined;
  mayBuild: boolean;
};

/** The releases of a service, newest first, with the way to the next one. */
export function ReleaseList({ service, branch, mayBuild }: ReleaseListProps) {
  const { open } = useDeliveryDialogs();
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useSuspenseInfiniteQuery(
    releasesQuery(service.id),
  );
  const releases = data.pages.flatMap(({ items }) => items);
  const build = mayBuild && (
    <Button icon={HammerIcon} variant="primary" onClick={() => open({ kind: "build", service, branch })}>
      Build a release
    </Button>
  );
  if (releases.length === 0) {
    return (
      <Panel>
        <EmptyState icon={TagIcon} title="Nothing has been built yet." action={build}>
          A release is built once from a commit and then deployed as often as you like, always the same bytes.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Panel
      title="Releases"
      description="Built once, never changed. The same release goes from environment to environment."
      actions={build}
      flush
    >
      <ReleaseTable serviceName={service.name} releases={releases} />
      <LoadMore
        hasMore={hasNextPage}
        loading={isFetchingNextPage}
        onLoad={() => void fetchNextPage()}
        noun="releases"
      />
    </Panel>
  );
}
