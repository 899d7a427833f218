import "server-only";
import type { Route } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { z } from "zod";

import { invalid } from "@/lib/core/action";
import type { Context, UserActor } from "@/lib/core/context";
import { DomainError, type FieldProblem } from "@/lib/core/errors";
import { requestContext } from "@/lib/core/request";
import { refuseUnstorable } from "@/lib/core/unstorable-text";

import { checkPassword } from "./commands/check-password";
import { createFirstAdministrator } from "./commands/create-first-administrator";
import { signOut } from "./commands/end-session";
import { setPassword } from "./commands/set-password";
import { startSession } from "./commands/start-session";
import { CreateFirstAdministrator, type FormState, SetPassword, SignIn } from "./contract";
import { nextPath } from "./next-path";
import { clearSessionCookie, writeSessionCookie } from "./session-cookie";

/** Signs in with e-mail address and password and goes where the person was going. */
export async function enterByForm(form: FormData): Promise<FormState> {
  return enter(form, SignIn, checkPassword, "password", nextPath(textOf(form, "next")));
}

/** Creates the first administrator and signs them in. */
export async function setUpByForm(form: FormData): Promise<FormState> {
  return enter(form, CreateFirstAdministrator, createFirstAdministrator, "set-up link", "/");
}

/** Sets a password with a one-time link and signs its owner in. */
export async function setPasswordByForm(form: FormData): Promise<FormState> {
  return enter(form, SetPassword, setPassword, "one-time link", "/");
}

export async function leave(): Promise<never> {
  await signOut(await requestContext());
  await clearSessionCookie();
  redirect("/sign-in");
}

async function enter<S extends z.ZodType>(
  form: FormData,
  input: S,
  prove: (ctx: Context, input: z.output<S>) => Promise<UserActor>,
  method: string,
  destination: Route,
): Promise<FormState> {
  const { password: _password, ...typed } = Object.fromEntries(
    // React's own fields start with a dollar sign.
    [...form.entries()].filter(
      (entry): entry is [string, string] => typeof entry[1] === "string" && !entry[0].startsWith("$"),
    ),
  );
  try {
    const given = { ...typed, password: textOf(form, "password") };
    refuseUnstorable(given);
    const parsed = input.safeParse(given);
    if (!parsed.success) throw invalid(parsed.error);
    const ctx = await requestContext();
    const person = await prove(ctx, parsed.data);
    const userAgent = (await headers()).get("user-agent") ?? "";
    await writeSessionCookie(await startSession(ctx, person, { method, userAgent }));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { message: error.message, fields: byPath(error.fields), typed };
  }
  redirect(destination);
}

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
};

const byPath = (problems: readonly FieldProblem[]): Partial<Record<string, string>> =>
  Object.fromEntries(problems.toReversed().map(({ path, message }) => [path, message]));
