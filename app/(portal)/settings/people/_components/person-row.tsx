import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { Person } from "@/components/ui/person";
import { Cell, Row } from "@/components/ui/table";
import type { PersonView } from "@/lib/auth/contract";

import { PersonActions } from "./person-actions";

type PersonRowProps = { person: PersonView; mayEdit: boolean; self: boolean };

const WAYS: Record<string, string> = { password: "Password", github: "GitHub", oidc: "Single sign-on" };

/** One person: who, what they may, whether they are in. */
export function PersonRow({ person, mayEdit, self }: PersonRowProps) {
  return (
    <Row>
      <Cell main>
        <span className="flex flex-wrap items-center gap-x-2">
          <Person name={person.name} className="font-medium" />
          {self && <Badge>You</Badge>}
          {person.state === "invited" && <Badge tone="info">Invited</Badge>}
          {person.state === "disabled" && <Badge tone="blocked">Disabled</Badge>}
          <span className="text-fg-muted [overflow-wrap:anywhere]">{person.email}</span>
        </span>
      </Cell>
      <Cell className="capitalize">{person.role}</Cell>
      <Cell wideOnly className="text-fg-muted">
        {person.signsInWith.map((way) => WAYS[way] ?? way).join(", ") || "nothing yet"}
      </Cell>
      <Cell className="text-fg-muted">
        {person.lastSeenAt ? <RelativeTime at={person.lastSeenAt} /> : "never"}
      </Cell>
      <Cell align="end">{mayEdit && <PersonActions person={person} self={self} />}</Cell>
    </Row>
  );
}
