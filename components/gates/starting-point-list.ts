/** Pipelines that many begin with, as YAML. */
type StartingPoint = {
  name: string;
  title: string;
  means: string;
  textOf: (environments: readonly string[], checks: readonly string[]) => string;
};

type StageLines = { isFirst: boolean; isLast: boolean };

const pipeline = (
  intro: string,
  environments: readonly string[],
  linesOf: (place: StageLines) => readonly string[],
): string => {
  const stages = environments.map((environment, index) => {
    const place = { isFirst: index === 0, isLast: index === environments.length - 1 };
    return [`  - environment: ${environment}`, ...linesOf(place).map((line) => `    ${line}`)].join("\n");
  });
  return [`# ${intro}`, "stages:", ...stages, ""].join("\n");
};

export const STARTING_POINTS: readonly StartingPoint[] = [
  {
    name: "straight",
    title: "Straight through",
    means: "One stage after the other, each promoted by a person.",
    textOf: (environments) =>
      pipeline("Each stage asks that the one above served the release.", environments, () => []),
  },
  {
    name: "soak",
    title: "Smoke and soak",
    means: "Checks have to pass and half an hour has to go by before the next stage.",
    textOf: (environments, checks) =>
      pipeline(
        "Before each stage, the one above has to have served for a while, with its checks passed.",
        environments,
        ({ isFirst }) => {
          if (isFirst) return ["promotion: automatic"];
          const names = checks.length > 0 ? `checks: [${checks.join(", ")}]` : "# checks: [names of checks]";
          return ["soak: 30m", names];
        },
      ),
  },
  {
    name: "approval",
    title: "Approval before production",
    means: "Somebody else than who asked for it has to agree to the last step.",
    textOf: (environments) =>
      pipeline("The last stage needs one more pair of eyes.", environments, ({ isLast }) =>
        isLast ? ["approvals:", "  count: 1", "  role: operator"] : [],
      ),
  },
  {
    name: "automatic",
    title: "Everything by itself",
    means: "Every release goes all the way after a soak, and back when its monitors fail.",
    textOf: (environments) =>
      pipeline(
        "Nobody has to do anything. A rollback by hand stops it until a newer release.",
        environments,
        ({ isFirst }) => ["promotion: automatic", ...(isFirst ? [] : ["soak: 15m"]), "rollback: automatic"],
      ),
  },
];
