/** Only sentences of ours are shown, whatever the URL says: a link must not put words in our mouth. */
const SENTENCES: Record<string, string> = {
  NotInvited: "Nobody has invited this e-mail address yet. Ask an administrator.",
  EmailNotVerified: "The provider does not vouch for your e-mail address. Verify it there, then try again.",
  Disabled: "This account is disabled. An administrator can enable it again.",
  AccessDenied: "The provider refused to sign you in.",
  Configuration: "Signing in with this provider is not set up right. Its settings stand in the environment.",
  SessionRequired: "Sign in first.",
  CredentialsSignin: "E-mail address and password do not belong together.",
};
const OTHER = "Signing in did not work. Try again; if it keeps failing, the log of the portal says why.";

export function problemOf(error: string | string[] | undefined): string | undefined {
  if (typeof error !== "string" || error === "") return undefined;
  return Object.hasOwn(SENTENCES, error) ? SENTENCES[error] : OTHER;
}
