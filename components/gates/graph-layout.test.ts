import { describe, expect, it } from "vitest";

import { layoutGraph } from "./graph-layout";

const stage = (environment: string, after: string[], needs: "all" | "one" = "all") => ({
  environment,
  after,
  needs,
});
const placesOf = (stages: ReturnType<typeof stage>[]) =>
  Object.fromEntries(
    layoutGraph(stages).nodes.map(({ stage: { environment }, rank, lane }) => [environment, [rank, lane]]),
  );

describe("layoutGraph", () => {
  it("puts a chain in one lane", () => {
    expect(placesOf([stage("a", []), stage("b", ["a"]), stage("c", ["b"])])).toEqual({
      a: [0, 0],
      b: [1, 0],
      c: [2, 0],
    });
  });

  it("fans out and in, the one before and the one after in the middle", () => {
    const stages = [
      stage("dev", []),
      stage("eu", ["dev"]),
      stage("us", ["dev"]),
      stage("prod", ["eu", "us"], "one"),
    ];
    expect(placesOf(stages)).toEqual({ dev: [0, 0.5], eu: [1, 0], us: [1, 1], prod: [2, 0.5] });
    expect(layoutGraph(stages).edges.map(({ needs }) => needs)).toEqual(["all", "all", "one", "one"]);
  });

  it("leads an edge that skips a stage past it", () => {
    const { edges, nodes, lanes } = layoutGraph([stage("a", []), stage("b", ["a"]), stage("c", ["a", "b"])]);
    const bend = edges.find(({ via }) => via.length > 0)?.via[0];
    expect(lanes).toBe(2);
    expect(bend?.rank).toBe(1);
    expect(bend?.lane).not.toBe(nodes.find((node) => node.stage.environment === "b")?.lane);
  });

  it("comes to an end for stages that wait for each other or for nobody", () => {
    const { nodes } = layoutGraph([stage("a", ["b", "moon"]), stage("b", ["a"]), stage("c", ["c"])]);
    expect(nodes).toHaveLength(3);
    expect(layoutGraph([]).nodes).toEqual([]);
  });
});
