import { ReleaseRejected } from "../../target";
import type { Verdict } from "./records";

/** What was found out about the last deployments: asked again, a bad release is not tried again. */
export class Verdicts {
  private kept: Verdict[] = [];

  add(deploymentId: string, { code, message, logTail }: ReleaseRejected): void {
    if (this.find(deploymentId)) return;
    this.kept = [...this.kept, { deploymentId, code, message, logTail: [...logTail] }].slice(-KEPT);
  }

  /** Throws what was found out about this deployment, if it was bad. */
  throwFor(deploymentId: string): void {
    const verdict = this.find(deploymentId);
    if (verdict) throw new ReleaseRejected(verdict.code, verdict.message, verdict.logTail);
  }

  has(deploymentId: string): boolean {
    return this.find(deploymentId) !== undefined;
  }

  restore(verdicts: Verdict[]): void {
    this.kept = verdicts;
  }

  toRecords(): Verdict[] {
    return this.kept;
  }

  private find(deploymentId: string): Verdict | undefined {
    return this.kept.find((verdict) => verdict.deploymentId === deploymentId);
  }
}

const KEPT = 5;
