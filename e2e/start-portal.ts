import { portalUnderTest } from "./portal-under-test";
import { startPortal } from "./system/start-portal";

/** Playwright's global setup of the journeys: one portal for all of them. Returns how to stop it. */
export default async function startSharedPortal() {
  const portal = await startPortal(await portalUnderTest());
  return () => portal.stop();
}
