import { currentCommit } from "./commit.mjs";

/** What each of our processes gets to know. Only the portal knows database and secrets; the local target none of them. */
export function childEnvironment({ settings, databaseUrl, secret, previousSecret }) {
  const {
    SLIPWAY_ADMIN_EMAIL: email,
    SLIPWAY_ADMIN_PASSWORD: password,
    SLIPWAY_ADMIN_TOKEN: token,
    DATABASE_URL: _databaseUrl,
    SLIPWAY_SECRET: ownSecret,
    SLIPWAY_SECRET_PREVIOUS: ownPrevious,
    // Set by shells and containers; Next would take it for the address to listen on.
    HOSTNAME: _hostname,
    ...inherited
  } = process.env;
  const {
    // Sign-in is the portal's business; services are started with what the local target knows.
    GITHUB_CLIENT_SECRET: _githubSecret,
    OIDC_CLIENT_SECRET: _oidcSecret,
    ...harmless
  } = inherited;
  const target = {
    ...harmless,
    NODE_ENV: "production",
    PORT: String(settings.port),
    SLIPWAY_HOME: settings.home,
    SLIPWAY_GATEWAY_PORT: String(settings.gatewayPort),
    SLIPWAY_OTLP_PORT: String(settings.otlpPort),
  };
  const commit = inherited.SLIPWAY_COMMIT ?? currentCommit(settings.root);
  // The file beside the secret of our own may have been set aside for one that is configured now.
  const previous = ownPrevious || previousSecret;
  const shared = {
    ...inherited,
    ...target,
    ...(commit && { SLIPWAY_COMMIT: commit }),
    DATABASE_URL: databaseUrl,
    SLIPWAY_SECRET: ownSecret || secret,
    ...(previous && { SLIPWAY_SECRET_PREVIOUS: previous }),
  };
  const admin = { SLIPWAY_ADMIN_EMAIL: email, SLIPWAY_ADMIN_PASSWORD: password, SLIPWAY_ADMIN_TOKEN: token };
  return {
    target,
    process: shared,
    prepare: { ...shared, ...Object.fromEntries(Object.entries(admin).filter(([, value]) => value)) },
  };
}
