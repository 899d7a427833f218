import type { Metadata } from "next";
import { redirect } from "next/navigation";

import { currentPerson, isSetUp, nextPath, signInProviders } from "@/lib/auth";
import { requestContext } from "@/lib/core/request";

import { EntranceTitle } from "../_components/entrance-title";
import { ProviderButtons } from "./_components/provider-buttons";
import { SignInForm } from "./_components/sign-in-form";
import { problemOf } from "./problem-of";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { next, callbackUrl, error } = await searchParams;
  const destination = nextPath(pathIn(next) ?? pathIn(callbackUrl));
  if (await currentPerson()) redirect(destination);
  const { db } = await requestContext();
  if (!(await isSetUp(db))) redirect("/set-up");
  const providers = signInProviders();

  return (
    <>
      <EntranceTitle title="Sign in" />
      <SignInForm next={destination} problem={problemOf(error)} />
      {providers.length > 0 && <ProviderButtons providers={providers} next={destination} />}
    </>
  );
}

/** next-auth hands over a whole address; only its path is ours to judge. */
function pathIn(value: string | string[] | undefined): string | undefined {
  if (typeof value !== "string") return undefined;
  return URL.canParse(value) ? new URL(value).pathname + new URL(value).search : value;
}
