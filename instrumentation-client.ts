// The layout writes the DSN to <html> when one is configured; without it the SDK is never fetched.
const { errorReporting: dsn, release } = document.documentElement.dataset;
if (dsn)
  void import("./lib/core/sentry-browser").then(({ startErrorReporting }) =>
    startErrorReporting(dsn, release),
  );
