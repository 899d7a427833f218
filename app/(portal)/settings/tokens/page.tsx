import type { Metadata } from "next";

import { KeyIcon } from "@/components/icons";
import { RefreshOn } from "@/components/refresh-on";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { Panel } from "@/components/ui/panel";
import { HeaderCell, Table } from "@/components/ui/table";
import { can, listTokens } from "@/lib/auth";
import { topics } from "@/lib/auth/contract";
import { pageContext } from "@/lib/core/request";

import { cursorIn, pagesOf } from "../_components/cursor-pages";
import { SettingsCrumbs } from "../_components/settings-crumbs";
import { NewToken } from "./_components/new-token";
import { TokenRow } from "./_components/token-row";

export const metadata: Metadata = { title: "Tokens" };

export default async function TokensPage({ searchParams }: PageProps<"/settings/tokens">) {
  const cursor = cursorIn(await searchParams);
  const ctx = await pageContext();
  const { actor } = ctx;
  const tokens = await listTokens(ctx, { cursor, limit: 100 });
  // Always in one place: a dialog that shows a new token must not go away with the empty state.
  const create = can(actor, "token.create") && <NewToken ownRole={actor.role} />;
  const description = can(actor, "token.edit")
    ? "Everybody's, for CI and scripts."
    : "Yours, for CI and scripts. They may do no more than you.";

  return (
    <>
      <SettingsCrumbs page="Tokens" />
      <RefreshOn topics={[topics.tokens]} />
      <Panel title="Tokens" description={description} actions={create} flush>
        {tokens.items.length === 0 ? (
          <EmptyState icon={KeyIcon} title="No tokens yet">
            A token lets CI build, deploy and roll back over the API, as far as its role and scopes allow.
          </EmptyState>
        ) : (
          <Table
            label="Tokens"
            head={
              <>
                <HeaderCell>Name</HeaderCell>
                <HeaderCell>May</HeaderCell>
                <HeaderCell>Created by</HeaderCell>
                <HeaderCell>Last used</HeaderCell>
                <HeaderCell>Expires</HeaderCell>
                <HeaderCell>
                  <span className="sr-only">Actions</span>
                </HeaderCell>
              </>
            }
          >
            {tokens.items.map((token) => (
              <TokenRow key={token.id} token={token} />
            ))}
          </Table>
        )}
      </Panel>
      <Pagination {...pagesOf("/settings/tokens", cursor, tokens.nextCursor)} />
    </>
  );
}
