import { expect, test } from "./fixtures";
import { expectAccessible, expectNarrow } from "./support/accessibility";

test("a freeze holds a deployment until it is overridden; what was bad goes back into quarantine and is refused", async ({
  page,
  api,
  delivery,
}) => {
  const { service, releases } = await delivery.service(
    "lock",
    { version: "lock one" },
    { version: "lock two" },
  );
  const [one] = releases;
  if (!one) throw new Error("two releases were built");
  await delivery.deploy(service, one, "staging");
  const inTenDays = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
  const { id: freeze } = await delivery.write<{ id: string }>("/freezes", {
    name: "Harvest festival",
    service: service.id,
    window: { kind: "once", from: "2020-01-01 00:00", until: `${inTenDays} 00:00` },
    timeZone: "UTC",
  });
  await page.goto(`/services/${service.name}`);
  await expect(page.getByRole("list", { name: "What is frozen" })).toContainText(
    `Harvest festival freezes ${service.name} everywhere until`,
  );
  const staging = page.getByRole("region", { name: "staging" });
  const dialog = page.getByRole("dialog");
  const chooseTwo = async () => {
    await page.getByRole("button", { name: "Deploy #2", exact: true }).click();
    await page.getByRole("menuitem", { name: /^staging/ }).click();
  };

  await test.step("the dialog says why not, until when, and lets an administrator override it", async () => {
    await chooseTwo();
    const reasons = dialog.getByRole("region", { name: "What stands in the way" });
    await expect(reasons).toContainText("Frozen: Harvest festival.");
    await expect(reasons).toContainText(/until \d+ \w+ \d{4}, \d\d:\d\d/);
    await expect(
      dialog.getByRole("button", { name: "Ask for staging: it waits for the freeze" }),
    ).toBeEnabled();
    await reasons.getByLabel("Override the freeze").check();
    await expect(dialog.getByRole("button", { name: /^Deploy \w+ to staging/ })).toBeEnabled();
    await expect(dialog.getByLabel("Why it is overridden")).toBeVisible();
    await expectAccessible(page, "the dialog of a frozen deployment");
    await reasons.getByLabel("Override the freeze").uncheck();
    await dialog.getByRole("button", { name: /^Ask for staging/ }).click();
    await expect(dialog).toBeHidden();
    await expect(staging.getByText("Frozen: Harvest festival.")).toBeVisible();
  });

  await test.step("the page of the deployment says what it waits for, and how it goes on", async () => {
    await staging.getByRole("link", { name: /^Waiting: \w+/ }).click();
    await expect(page.getByRole("list", { name: "What it waits for" })).toContainText(
      "Frozen: Harvest festival.",
    );
    await page.getByText("Override the freeze", { exact: true }).click();
    await expectAccessible(page, "a deployment that waits");
    await expectNarrow(page, "a deployment that waits");
    await page.getByLabel("Why (required)", { exact: true }).fill("The fix of the incident");
    await page.getByRole("button", { name: "Override the freeze in staging" }).click();
    await expect(page.getByText("Overridden: the freeze")).toBeVisible();
    await expect(page.getByText("Live in staging")).toBeVisible();
    await expect(page.getByText("The fix of the incident", { exact: true })).toBeVisible();
    await api.delete(`/api/v1/freezes/${freeze}`);
  });

  await test.step("one gesture goes back, puts the release in quarantine and holds automation", async () => {
    await page.goto(`/services/${service.name}?rollback=staging`);
    await dialog.getByRole("button", { name: "Wrong behaviour" }).click();
    await dialog.getByLabel("Also put #2 in quarantine").check();
    await expect(dialog.getByText(/^Automation keeps off staging/)).toBeVisible();
    await dialog.getByRole("button", { name: /^Roll staging back to #1/ }).click();
    await expect(staging.getByText("until a release newer than #2: Wrong behaviour")).toBeVisible();
    await expect(staging.getByRole("link", { name: /^#1 / })).toBeVisible();
  });

  await test.step("the release in quarantine is refused, in words", async () => {
    await chooseTwo();
    await expect(dialog.getByText("#2 is in quarantine: Wrong behaviour")).toBeVisible();
    await expect(dialog.getByRole("button", { name: /^Deploy \w+ to staging/ })).toBeDisabled();
    await page.keyboard.press("Escape");
    await staging.getByRole("button", { name: "Release the hold in staging" }).click();
    await dialog.getByRole("button", { name: "Let automation go on in staging" }).click();
    await expect(staging.getByText("Automation on hold")).toBeHidden();
  });
});
