import { expect, test } from "vitest";

import { turns } from "./turns";

/** A promise that the test resolves itself (Node 20 has no Promise.withResolvers). */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

test("so many at once, the others in line, also after a failure", async () => {
  const inTurn = turns({ atOnce: 2, longestWaitMs: 5_000 });
  const [one, two] = [gate(), gate()];
  const begun: string[] = [];
  const run = (name: string, until?: Promise<void>) =>
    inTurn(async () => {
      begun.push(name);
      await until;
      if (name === "one") throw new Error("broken");
    });
  const all = [run("one", one.opened), run("two", two.opened), run("three"), run("four")];
  expect(begun).toEqual(["one", "two"]);
  one.open();
  await expect(all[0]).rejects.toThrow("broken");
  await Promise.all([all[2], all[3]]);
  expect(begun).toEqual(["one", "two", "three", "four"]);
  two.open();
  await all[1];
});

test("who waits for too long is turned away and leaves the line", async () => {
  const inTurn = turns({ atOnce: 1, longestWaitMs: 10 });
  const first = gate();
  const running = inTurn(() => first.opened);
  await expect(inTurn(async () => "late")).rejects.toMatchObject({ code: "unavailable" });
  first.open();
  await running;
  await expect(inTurn(async () => "next")).resolves.toBe("next");
});
