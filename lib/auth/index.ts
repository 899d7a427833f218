import type { NextRequest } from "next/server";

import type { Context } from "@/lib/core/context";

export { getAbout } from "./about";
export { findLinkOwner } from "./commands/set-password";
export { changeRole } from "./commands/change-role";
export { createTeam } from "./commands/create-team";
export { createToken } from "./commands/create-token";
export { deleteTeam } from "./commands/delete-team";
export { disablePerson, enablePerson } from "./commands/disable-person";
export { revokeAllSessions } from "./commands/end-session";
export { invitePerson, renewInvitation } from "./commands/invite-person";
export { revokeToken } from "./commands/revoke-token";
export { addTeamMember, removeTeamMember } from "./commands/team-members";
export { updateTeam } from "./commands/update-team";
export { nextPath } from "./next-path";
export { can, PERMISSIONS, reaches, type Permission } from "./permissions";
export { personBehind, personIdsBehind } from "./person-behind";
export { canWatch, requireBearerForWrites } from "./policy";
export { signInProviders } from "./providers";
export { hasPassword, listOwnSessions, listPeople, listTokens } from "./queries";
export { isSetUp, opensSetUp } from "./set-up-state";
export { getTeam, getTeamRef, listTeams, teamsOf } from "./team-queries";

// Loaded when they are called: they read the request by Next, and the worker, which has none, comes in by this door too.
export const currentActor = async () => (await import("./current")).currentActor();
export const currentPerson = async () => (await import("./current")).currentPerson();
export const requirePerson = async () => (await import("./current")).requirePerson();
export const requireUser = async () => (await import("./current")).requireUser();

/** Everything under /api/auth. Loaded when it is called: its OpenID client is large, and only signing in needs it. */
export async function authRoute(
  ctx: Context,
  request: NextRequest,
  route: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> {
  const nextAuth = await import("./next-auth");
  return nextAuth.authRoute(ctx, request, route);
}
