import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { Person } from "@/components/ui/person";
import { Cell, Row } from "@/components/ui/table";
import type { TokenView } from "@/lib/auth/contract";

import { RevokeToken } from "./revoke-token";

/** One token: what it is for, what it may, and whether it is still in use. */
export function TokenRow({ token }: { token: TokenView }) {
  const { name, hint, role, scopes, state, createdBy, lastUsedAt, expiresAt } = token;
  return (
    <Row>
      <Cell main>
        <span className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium">{name}</span>
          <code className="code text-fg-muted">slp_…{hint}</code>
          {state !== "active" && <Badge tone="blocked">{state === "expired" ? "Expired" : "Revoked"}</Badge>}
        </span>
      </Cell>
      <Cell className="max-w-72 text-fg-muted">
        <span className="capitalize">{role}</span>: {scopes.join(", ")}
      </Cell>
      <Cell wideOnly>{createdBy ? <Person name={createdBy.name} /> : "–"}</Cell>
      <Cell className="text-fg-muted">
        {lastUsedAt ? (
          <>
            <span className="sm:hidden">used </span>
            <RelativeTime at={lastUsedAt} />
          </>
        ) : (
          "never used"
        )}
      </Cell>
      <Cell className="text-fg-muted">
        {expiresAt ? (
          <>
            <span className="sm:hidden">expires </span>
            <RelativeTime at={expiresAt} />
          </>
        ) : (
          "never expires"
        )}
      </Cell>
      <Cell align="end">{state === "active" && <RevokeToken token={token} />}</Cell>
    </Row>
  );
}
