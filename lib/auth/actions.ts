"use server";

import { defineAction } from "@/lib/core/action";

import { changeRole } from "./commands/change-role";
import { createTeam } from "./commands/create-team";
import { createToken } from "./commands/create-token";
import { deleteTeam } from "./commands/delete-team";
import { disablePerson, enablePerson } from "./commands/disable-person";
import { revokeAllSessions, revokeSession } from "./commands/end-session";
import { invitePerson, renewInvitation } from "./commands/invite-person";
import { revokeToken } from "./commands/revoke-token";
import { changeOwnPassword } from "./commands/set-password";
import { addTeamMember, removeTeamMember } from "./commands/team-members";
import { updateTeam } from "./commands/update-team";
import {
  ChangeOwnPassword,
  ChangeRole,
  CreateTeam,
  CreateToken,
  DeleteTeam,
  DisablePerson,
  EnablePerson,
  type FormState,
  InvitePerson,
  RenewInvitation,
  RevokeAllSessions,
  RevokeSession,
  RevokeToken,
  TeamMember,
  UpdateTeam,
} from "./contract";
import { enterByForm, leave, setPasswordByForm, setUpByForm } from "./entrance";

// These three are the `action` of a plain form, so that it works before (and without) JavaScript.
export const signInAction = async (_before: FormState, form: FormData) => enterByForm(form);
export const setUpAction = async (_before: FormState, form: FormData) => setUpByForm(form);
export const acceptInvitationAction = async (_before: FormState, form: FormData) => setPasswordByForm(form);
export const signOutAction = async () => leave();

export const invitePersonAction = defineAction(InvitePerson, invitePerson);
export const renewInvitationAction = defineAction(RenewInvitation, renewInvitation);
export const changeRoleAction = defineAction(ChangeRole, changeRole);
export const disablePersonAction = defineAction(DisablePerson, disablePerson);
export const enablePersonAction = defineAction(EnablePerson, enablePerson);
export const changeOwnPasswordAction = defineAction(ChangeOwnPassword, changeOwnPassword);
export const createTokenAction = defineAction(CreateToken, createToken);
export const revokeTokenAction = defineAction(RevokeToken, revokeToken);
export const revokeSessionAction = defineAction(RevokeSession, revokeSession);
export const revokeAllSessionsAction = defineAction(RevokeAllSessions, revokeAllSessions);

export const createTeamAction = defineAction(CreateTeam, createTeam);
export const updateTeamAction = defineAction(UpdateTeam, updateTeam);
export const deleteTeamAction = defineAction(DeleteTeam, deleteTeam);
export const addTeamMemberAction = defineAction(TeamMember, addTeamMember);
export const removeTeamMemberAction = defineAction(TeamMember, removeTeamMember);
