import type { Rollout } from "../../target";

/**
 * Values that must not leave this machine in a line of log: of the variables that are secret, and of those whose name says
 * that they are. Where nobody said which ones are secret, all of them might be.
 */
export function secretsOf({
  environmentVariables,
  telemetryVariables = {},
  secretVariables,
}: Rollout): string[] {
  const secret = secretVariables && new Set(secretVariables);
  const configured = Object.entries(environmentVariables).flatMap(([name, value]) =>
    !secret || secret.has(name) || TELLING_NAME.test(name) ? [value] : [],
  );
  // The key by itself, which stands in several of them.
  const keys = Object.entries(telemetryVariables).flatMap(([name, value]) =>
    TELLING_NAME.test(name) ? (value.match(/[0-9a-f]{32}/g) ?? []) : [],
  );
  return [...configured, ...new Set(keys)];
}

const TELLING_NAME = /SECRET|TOKEN|PASSW|PASSPHRASE|CREDENTIAL|(?:^|_)(?:KEY|DSN|HEADERS)$/i;
