const OLDEST = "20.19.0";

/** One sentence when this Node is too old for the portal, otherwise undefined. Plain syntax only: old Nodes parse it. */
export function nodeVersionProblem(version) {
  const [major, minor] = version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST.split(".").map(Number);
  const recent = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  if (recent) return undefined;
  return (
    "Slipway needs Node " +
    OLDEST +
    " or newer, and this is Node " +
    version +
    ". Install a newer one from https://nodejs.org and start again."
  );
}
