import { expect, test } from "./fixtures";

// The page may read once more what was just deleted, before it leaves.
test.use({ expectedComplaint: /status of 404/ });

test("somebody clones a dashboard, adds a panel, moves it, saves, and another one opens the link", async ({
  page,
  otherBrowser,
}) => {
  await page.goto("/dashboards");
  const builtIn = page.getByRole("table", { name: "Comes with Slipway" });
  await builtIn.getByRole("link", { name: "Services", exact: true }).click();
  await page.getByRole("button", { name: "Clone to change it" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Services (copy)" })).toBeVisible();

  await page.getByRole("button", { name: "Add a panel" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a panel" });
  await dialog.getByLabel("Title").fill("What to look at first");
  await dialog.getByLabel("Shown as").selectOption({ label: "Text" });
  await dialog.getByLabel("Markdown").fill("Look at **errors** <b>first</b>.");
  await dialog.getByRole("button", { name: "Add the panel" }).click();
  const panel = page.getByRole("region", { name: "What to look at first", exact: true });
  await expect(panel.getByText("errors", { exact: true })).toBeVisible();

  // With the keyboard, to the top: the arrow keys go past one neighbour at a time.
  const handle = panel.getByRole("button", { name: /^Place of What to look at first/ });
  await handle.focus();
  for (let press = 0; press < 8; press += 1)
    // oxlint-disable-next-line no-await-in-loop -- one key at a time
    await handle.press("ArrowUp");
  await expect(page.getByText("What to look at first: column 1, row 1, 12 wide, 3 high.")).toBeAttached();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("button", { name: "Edit", exact: true })).toBeVisible();

  await page.getByRole("button", { name: "24 h", exact: true }).click();
  await expect(page).toHaveURL(/range=24h/);
  await page.reload();
  await expect(page.getByRole("button", { name: "24 h", exact: true })).toHaveAttribute(
    "aria-pressed",
    "true",
  );

  const other = await otherBrowser();
  await other.goto(page.url());
  await expect(other.getByRole("heading", { level: 2 }).first()).toHaveText("What to look at first");
  await expect(other.getByText("<b>first</b>")).toBeVisible();

  await page.getByRole("button", { name: "More about Services (copy)" }).click();
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  await page.getByRole("button", { name: "Delete Services (copy)" }).click();
  await expect(page).toHaveURL(/\/dashboards$/);
});
