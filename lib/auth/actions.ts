"use server";

import { defineAction } from "@/lib/core/action";

import { changeRole } from "./commands/change-role";
import { createToken } from "./commands/create-token";
import { disablePerson, enablePerson } from "./commands/disable-person";
import { revokeAllSessions, revokeSession } from "./commands/end-session";
import { invitePerson, renewInvitation } from "./commands/invite-person";
import { revokeToken } from "./commands/revoke-token";
import { changeOwnPassword } from "./commands/set-password";
import {
  ChangeOwnPassword,
  ChangeRole,
  CreateToken,
  DisablePerson,
  EnablePerson,
  type FormState,
  InvitePerson,
  RenewInvitation,
  RevokeAllSessions,
  RevokeSession,
  RevokeToken,
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
