import type { Metadata } from "next";

import { TextLink } from "@/components/ui/text-link";
import { findLinkOwner } from "@/lib/auth";
import { requestContext } from "@/lib/core/request";

import { EntranceTitle } from "../_components/entrance-title";
import { PasswordForm } from "./_components/password-form";

export const metadata: Metadata = { title: "Set a password" };

export default async function InvitationPage({ searchParams }: PageProps<"/invitation">) {
  const { token } = await searchParams;
  const owner = typeof token === "string" ? await findLinkOwner(await requestContext(), token) : undefined;

  if (typeof token !== "string" || !owner) {
    return (
      <>
        <EntranceTitle title="This link no longer works">
          It has been used or replaced, or is older than three days. Ask an administrator for a new one.
        </EntranceTitle>
        <p>
          <TextLink to="/sign-in">Sign in</TextLink>
        </p>
      </>
    );
  }
  return (
    <>
      <EntranceTitle title={`Welcome, ${owner.name}`}>
        Choose a password. From then on you sign in as {owner.email}.
      </EntranceTitle>
      <PasswordForm token={token} email={owner.email} />
    </>
  );
}
