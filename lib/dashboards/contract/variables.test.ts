import { describe, expect, it } from "vitest";

import { matcherOf, parseMatchers } from "@/lib/telemetry/contract";

import { withVariables } from "./variables";

const VALUES = { service: "tide-tables", environment: "", region: "eu.1,us", release: "3,12" };

describe("what is chosen takes the place of its name", () => {
  it.each([
    ["", ""],
    ['service="$service"', 'service="tide-tables"'],
    ["service=$service, method=GET", 'service="tide-tables", method="GET"'],
    ['peer="$service"', 'peer="tide-tables"'],
    ['service!="$service"', 'service!="tide-tables"'],
    ['service=~"$service"', 'service="tide-tables"'],
    ['environment="$environment", service="$service"', 'service="tide-tables"'],
    ['environment!="$environment"', ""],
    ['release="$release"', 'release=~"3|12"'],
    ['release!="$release"', 'release!~"3|12"'],
    ['region=~"$region"', String.raw`region=~"eu\\.1|us"`],
    ['price="$5", note="a $ b", route=~"/.*$"', 'price="$5", note="a $ b", route=~"/.*$"'],
  ])("%s", (where, expected) => {
    expect(withVariables(where, VALUES)).toEqual({ where: expected });
  });

  it("and several of them match exactly those, whatever is special in them", () => {
    const special = String.raw`a.b|c,(x)\[y]{z}^$*+?`;
    const filled = withVariables('region="$region"', { region: special });
    const read = parseMatchers("where" in filled ? filled.where : "");
    const passes = matcherOf("matchers" in read ? read.matchers : []);
    const regions = [...special.split(","), "aXb", "c", "a.b"];
    expect(regions.filter((region) => passes({ region }))).toEqual(special.split(","));
  });
});

describe("what cannot be filled in is told in a sentence", () => {
  it.each([
    ['service="$servcie"', /\$servcie is no variable of this dashboard. It has \$service, \$environment/],
    ['route=~"/$service/.*"', /\$service has to be the whole value: route=~"\$service"/],
    ["service", /cannot be read as a filter/],
  ])("%s", (where, problem) => {
    expect(withVariables(where, VALUES)).toEqual({ problem: expect.stringMatching(problem) });
  });

  it("also when the dashboard has no variables, or not this one", () => {
    expect(withVariables('service="$service"', {})).toEqual({ problem: expect.stringContaining("has none") });
    expect(withVariables('release="$release"', { service: "" })).toEqual({
      problem: expect.stringContaining("It has $service."),
    });
  });
});
