// The layout writes the DSN to <html> when one is configured; without it the SDK is never fetched.
const dsn = document.documentElement.dataset.errorReporting;
if (dsn) void import("./lib/core/sentry-browser").then(({ startErrorReporting }) => startErrorReporting(dsn));
