import type { Metadata } from "next";
import { redirect } from "next/navigation";

import { isSetUp, opensSetUp } from "@/lib/auth";
import { requestContext } from "@/lib/core/request";

import { EntranceTitle } from "../_components/entrance-title";
import { SetUpForm } from "./_components/set-up-form";

export const metadata: Metadata = { title: "Set up" };

export default async function SetUpPage({ searchParams }: PageProps<"/set-up">) {
  const { token } = await searchParams;
  const { db } = await requestContext();
  if (await isSetUp(db)) redirect("/sign-in");

  if (typeof token !== "string" || !(await opensSetUp(db, token))) {
    return (
      <EntranceTitle title="Set up Slipway">
        {token ? "This link has been replaced or is not complete. " : ""}Open the one-time link that stands in
        the terminal where Slipway was started. It shows that this installation is yours. A new start prints a
        new link.
      </EntranceTitle>
    );
  }
  return (
    <>
      <EntranceTitle title="Set up Slipway">
        You become the first administrator. Others follow under Settings, People.
      </EntranceTitle>
      <SetUpForm token={token} />
    </>
  );
}
