import { ROLES, type Role } from "@/db/enums";
import { reaches } from "@/lib/auth/permissions";

/** The roles to choose from, the weakest first; `upTo` leaves out what is above one's own. */
export function RoleOptions({ upTo = "administrator" }: { upTo?: Role }) {
  return ROLES.filter((role) => reaches(upTo, role)).map((role) => (
    <option key={role} value={role}>
      {role}
    </option>
  ));
}
