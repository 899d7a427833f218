import type { Rollout } from "../../target";

/**
 * Values that must not leave this machine in a line of log: of the variables that are secret, and of those whose name says
 * that they are. Where nobody said which ones are secret, all of them might be.
 */
export function secretsOf({ environmentVariables, secretVariables }: Rollout): string[] {
  const secret = secretVariables && new Set(secretVariables);
  return Object.entries(environmentVariables).flatMap(([name, value]) =>
    !secret || secret.has(name) || TELLING_NAME.test(name) ? [value] : [],
  );
}

const TELLING_NAME = /SECRET|TOKEN|PASSW|PASSPHRASE|CREDENTIAL|(?:^|_)(?:KEY|DSN|HEADERS)$/i;
