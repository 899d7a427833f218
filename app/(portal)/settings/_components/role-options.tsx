import { ROLES, type Role } from "@/db/enums";
import { reaches } from "@/lib/auth/permissions";

/** In a few words what a role adds to the one before it; the environments say where each may deploy. */
const ROLE_MEANS: Record<Role, string> = {
  viewer: "sees services, deployments and logs",
  developer: "also builds, and deploys where developers may",
  operator: "also deploys where operators may, reads the audit trail",
  administrator: "also people, environments and settings",
};

type RoleOptionsProps = {
  /** Leaves out the roles above one's own. */
  upTo?: Role;
  /** Says what each role may, where somebody gives a role to another person. */
  explained?: boolean;
};

/** The roles to choose from, the weakest first. */
export function RoleOptions({ upTo = "administrator", explained = false }: RoleOptionsProps) {
  return ROLES.filter((role) => reaches(upTo, role)).map((role) => (
    <option key={role} value={role}>
      {explained ? `${role}: ${ROLE_MEANS[role]}` : role}
    </option>
  ));
}
