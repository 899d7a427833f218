import { join } from "node:path";

import { StartFailure } from "./start/failure.mjs";
import { openHome, rotateSecret } from "./start/home.mjs";
import { takeLock } from "./start/lock.mjs";
import { readSettings } from "./start/settings.mjs";

// npm run rotate-secret: a new secret for an installation that keeps it in a file. The next start seals everything anew.
try {
  const { home } = readSettings();
  if (process.env.SLIPWAY_SECRET) {
    throw new StartFailure(
      "SLIPWAY_SECRET is set, so the secret is not kept in a file. Put the old one into SLIPWAY_SECRET_PREVIOUS and start again.",
    );
  }
  openHome(home);
  const { release, holder } = takeLock(join(home, "start.lock"));
  if (!release) throw new StartFailure(`Slipway is running in ${home} (process ${holder}). Stop it first.`);
  rotateSecret(home);
  release();
  console.log(
    `There is a new secret in ${join(home, "secret")}; the old one is in secret.previous beside it.`,
  );
  console.log(
    "The next start seals all variables with the new one. People sign in again. Delete secret.previous after it.",
  );
} catch (error) {
  if (!(error instanceof StartFailure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
