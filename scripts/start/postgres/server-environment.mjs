/** The server's environment: nothing of ours, because PGDATA, PGPORT or a foreign locale would change what it does. */
export function serverEnvironment() {
  return { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
}
