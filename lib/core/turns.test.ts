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

test("askers take turns, however many questions one of them has", async () => {
  const inTurn = turns({ atOnce: 1, longestWaitMs: 5_000 });
  const first = gate();
  const begun: string[] = [];
  const ask = (whose: string, number: number) =>
    inTurn(async () => void begun.push(`${whose}${number}`), { whose });
  const running = inTurn(() => first.opened, { whose: "ada" });
  const all = [ask("ada", 1), ask("ada", 2), ask("ada", 3), ask("bob", 1), ask("cy", 1), ask("bob", 2)];
  first.open();
  await Promise.all([running, ...all]);
  expect(begun).toEqual(["ada1", "bob1", "cy1", "ada2", "bob2", "ada3"]);
});

test("who finds the line full is told when to come back, and others may still join theirs", async () => {
  const inTurn = turns({ atOnce: 1, longestWaitMs: 5_000, mostWaiting: { each: 2, all: 3 } });
  const first = gate();
  const ask = (whose: string) => inTurn(() => first.opened, { whose });
  const all = [ask("ada"), ask("ada"), ask("ada")];
  const full = { code: "too_many_requests", retryAfterSeconds: 5 };
  await expect(ask("ada")).rejects.toMatchObject(full);
  all.push(ask("bob"));
  await expect(ask("cy")).rejects.toMatchObject(full);
  first.open();
  await Promise.all(all);
  await expect(ask("cy")).resolves.toBeUndefined();
});

test("who leaves is no longer in line, and what was asked is never begun", async () => {
  const inTurn = turns({ atOnce: 1, longestWaitMs: 5_000 });
  const first = gate();
  const running = inTurn(() => first.opened);
  const left = new AbortController();
  let isBegun = false;
  const begin = async () => {
    isBegun = true;
  };
  const waiting = inTurn(begin, { signal: left.signal });
  left.abort();
  await expect(waiting).rejects.toMatchObject({ code: "unavailable" });
  await expect(inTurn(begin, { signal: left.signal })).rejects.toMatchObject({ code: "unavailable" });
  first.open();
  await running;
  await expect(inTurn(async () => "next")).resolves.toBe("next");
  expect(isBegun).toBe(false);
});
