import { currentCommit } from "./commit.mjs";

/** What each of our processes gets to know: every one only what it needs. */
export function childEnvironment({ settings, databaseUrl, secret }) {
  const {
    SLIPWAY_ADMIN_EMAIL: email,
    SLIPWAY_ADMIN_PASSWORD: password,
    SLIPWAY_ADMIN_TOKEN: token,
    DATABASE_URL: _databaseUrl,
    SLIPWAY_SECRET: ownSecret,
    // Set by shells and containers; Next would take it for the address to listen on.
    HOSTNAME: _hostname,
    ...inherited
  } = process.env;
  const target = {
    ...inherited,
    NODE_ENV: "production",
    PORT: String(settings.port),
    SLIPWAY_HOME: settings.home,
    SLIPWAY_GATEWAY_PORT: String(settings.gatewayPort),
  };
  const commit = inherited.SLIPWAY_COMMIT ?? currentCommit(settings.root);
  const shared = {
    ...target,
    ...(commit && { SLIPWAY_COMMIT: commit }),
    DATABASE_URL: databaseUrl,
    SLIPWAY_SECRET: ownSecret || secret,
  };
  const admin = { SLIPWAY_ADMIN_EMAIL: email, SLIPWAY_ADMIN_PASSWORD: password, SLIPWAY_ADMIN_TOKEN: token };
  return {
    target,
    process: shared,
    prepare: { ...shared, ...Object.fromEntries(Object.entries(admin).filter(([, value]) => value)) },
  };
}
