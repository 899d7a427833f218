import type { ReleaseSetRow, ReleaseSetView } from "@/lib/delivery/contract";

/** "3 services to production", "Rollback of 2 services in production". */
export function setTitle({ kind, to, services }: Pick<ReleaseSetRow, "kind" | "to" | "services">): string {
  const many = services.length === 1 ? (services[0] ?? "") : `${services.length} services`;
  return kind === "promote" ? `${many} to ${to}` : `Rollback of ${many} in ${to}`;
}

/** How the set stands, in one sentence; why it was stopped stands on its own. */
export function setSentence(set: ReleaseSetView): string {
  const { kind, to, status, waves, services, succeeded } = set;
  switch (status) {
    case "running": {
      const index = waves.findIndex((wave) =>
        wave.some((member) => member.status === "pending" || member.status === "requested"),
      );
      const names = (waves[index] ?? []).filter(isOpen).map(({ service }) => service.name);
      return names.length === 0
        ? "It ends in a moment."
        : `Wave ${index + 1} of ${waves.length} is under way: ${names.join(", ")}.`;
    }
    case "stopped":
      return `It was stopped after ${succeeded} of ${services.length}. Nothing more begins until somebody decides.`;
    case "succeeded": {
      const left = waves.flat().filter((member) => member.status === "skipped").length;
      const done = kind === "promote" ? `was promoted to ${to}` : `serves in ${to} again as before`;
      return left === 0 ? `Everything ${done}.` : `Everything ${done}, except ${left} that was left out.`;
    }
    case "failed":
      return "It was stopped, and what it had promoted was taken back.";
    case "canceled":
      return `Somebody ended it early. ${succeeded} of ${services.length} came to ${to} and stay there.`;
  }
}

const isOpen = ({ status }: ReleaseSetView["waves"][number][number]) =>
  status === "pending" || status === "requested";
