import { servicePath } from "@/components/delivery/paths";
import { Badge } from "@/components/ui/badge";
import { Person } from "@/components/ui/person";
import { TextLink } from "@/components/ui/text-link";
import type { TeamView } from "@/lib/auth/contract";

import { RemoveMember } from "./remove-member";
import { TeamActions } from "./team-actions";

type TeamCardProps = { team: TeamView; mayEdit: boolean };

/** One team: who is in it, and what it owns. */
export function TeamCard({ team, mayEdit }: TeamCardProps) {
  const { name, title, description, members, services } = team;
  return (
    <article aria-label={title || name} className="rounded-lg border bg-surface">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2">
        <h3 className="font-medium [overflow-wrap:anywhere]">{title || name}</h3>
        {title && <code className="code text-xs text-fg-muted">{name}</code>}
        {mayEdit && <TeamActions team={team} />}
      </header>
      <dl className="grid gap-x-4 gap-y-1.5 px-4 py-3 sm:grid-cols-[7rem_1fr]">
        {description && (
          <>
            <dt className="text-fg-muted">About</dt>
            <dd className="max-w-prose [overflow-wrap:anywhere]">{description}</dd>
          </>
        )}
        <dt className="text-fg-muted max-sm:mt-1">Members</dt>
        <dd>
          {members.length === 0 && <span className="text-fg-muted">Nobody yet</span>}
          <ul className="flex flex-wrap gap-x-4 gap-y-1">
            {members.map((member) => (
              <li key={member.id} className="flex min-w-0 items-center gap-1">
                <Person name={member.name} />
                {member.disabled && <Badge tone="blocked">Disabled</Badge>}
                {mayEdit && <RemoveMember team={team} member={member} />}
              </li>
            ))}
          </ul>
        </dd>
        <dt className="text-fg-muted max-sm:mt-1">Owns</dt>
        <dd>
          {services.length === 0 && <span className="text-fg-muted">No services</span>}
          <ul className="flex flex-wrap gap-x-3 gap-y-1">
            {services.map((service) => (
              <li key={service}>
                <TextLink to={servicePath(service)}>{service}</TextLink>
              </li>
            ))}
          </ul>
        </dd>
      </dl>
    </article>
  );
}
