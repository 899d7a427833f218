import type { PlacementView } from "@/lib/delivery/contract";

import { counted } from "./counted";

const ILL = { degraded: "Degraded", unknown: "Not known to be well" } as const;

/** Is it healthy, and what can I ship? From what each environment shows, in order of promotion. */
export function serviceSentence(places: readonly PlacementView[]): string {
  const running = places.filter(({ release }) => release);
  if (running.length === 0 && drifts(places).length === 0)
    return sentence(["Nothing runs yet", shipping(places)]);
  const troubles = [...drifts(places), ...illnesses(running), ...failures(places)];
  const well = running.filter(
    ({ health, drift }) => !drift && (health === "healthy" || health === "progressing"),
  );
  const health = well.length > 0 ? wellIn(well, running.length) : "";
  const state = troubles.length === 0 ? health : [...troubles, lowered(health)].filter(Boolean).join(", ");
  return sentence([state, shipping(places)]);
}

/** The state that stands beside the sentence: the worst of all. */
export function worstHealth(places: readonly PlacementView[]): PlacementView["health"] {
  const order = ["degraded", "unknown", "progressing", "healthy"] as const;
  return (
    order.find((health) => places.some((place) => place.release && place.health === health)) ??
    "not_applicable"
  );
}

/** Whether the sentence begins with a deployment that failed, which the health of what runs does not show. */
export function beginsWithFailure(places: readonly PlacementView[]): boolean {
  const running = places.filter(({ release }) => release);
  return running.length > 0 && illnesses(running).length === 0 && failures(places).length > 0;
}

/** Where something else runs than was deployed: it says more than how well that is. */
function drifts(places: readonly PlacementView[]): string[] {
  const names = places.filter(({ drift }) => drift).map(({ environment }) => environment);
  return names.length > 0 ? [`Not as deployed in ${listed(names)}`] : [];
}

function illnesses(running: readonly PlacementView[]): string[] {
  return (["degraded", "unknown"] as const).flatMap((health) => {
    const names = running
      .filter((place) => place.health === health && !place.drift)
      .map(({ environment }) => environment);
    return names.length > 0 ? [`${ILL[health]} in ${listed(names)}`] : [];
  });
}

const failures = (places: readonly PlacementView[]) =>
  places.flatMap(({ environment, release, lastFailure, inFlight }) => {
    if (!lastFailure || inFlight) return [];
    const { number, id } = lastFailure.release;
    return [
      id === release?.id
        ? `#${number} failed in ${environment} and serves`
        : `#${number} did not reach ${environment}`,
    ];
  });

function wellIn(well: readonly PlacementView[], runningCount: number): string {
  const names = well.map(({ environment }) => environment);
  return well.length > 1 && well.length === runningCount
    ? `Healthy in ${counted(well.length, "environment")}`
    : `Healthy in ${listed(names)}`;
}

function shipping(places: readonly PlacementView[]): string {
  const onTheWay = places.flatMap(({ environment, inFlight }) =>
    inFlight
      ? [
          inFlight.status === "waiting"
            ? `#${inFlight.release.number} waits to go to ${environment}`
            : `#${inFlight.release.number} is on its way to ${environment}`,
        ]
      : [],
  );
  const ready = places.flatMap(({ environment, behind, inFlight, lastFailure }) => {
    const { candidate, wasRolledBack, failed, isQuarantined } = behind ?? {};
    const isKnownBad = isQuarantined || wasRolledBack || failed || lastFailure?.release.id === candidate?.id;
    return candidate && !isKnownBad && !inFlight ? [`#${candidate.number} can go to ${environment}`] : [];
  });
  return clauses([...onTheWay, ...ready]);
}

const sentence = (parts: string[]) => `${parts.filter(Boolean).join("; ")}.`;
const lowered = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
/** Whole sentences in a row want their comma. */
const clauses = (items: readonly string[]) =>
  items.length > 1 ? `${items.slice(0, -1).join(", ")}, and ${items.at(-1) ?? ""}` : (items[0] ?? "");
const listed = (items: readonly string[]) =>
  items.length > 1 ? `${items.slice(0, -1).join(", ")} and ${items.at(-1) ?? ""}` : (items[0] ?? "");
