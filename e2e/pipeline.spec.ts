import { expect, test } from "./fixtures";
import { checkPage } from "./support/accessibility";

test("an operator asks for an approval, a developer promotes, and it runs when the operator agrees", async ({
  delivery,
  otherBrowser,
  personWith,
}) => {
  const { service, releases } = await delivery.service("ferry", { version: "ferry one" });
  const [release] = releases;
  if (!release) throw new Error("a release was built");
  const [developer, operator] = [
    await otherBrowser(await personWith("developer")),
    await otherBrowser(await personWith("operator")),
  ];
  await delivery.deploy(service, release, "dev");

  await operator.goto(`/services/${service.name}`);
  await operator.getByRole("link", { name: "Pipeline", exact: true }).click();
  await operator.getByRole("link", { name: "Straight through" }).click();
  const staging = operator.getByRole("group", { name: "staging", exact: true });
  await staging.getByLabel("Approvals").selectOption("1");
  await expect(operator.getByLabel("As YAML")).toHaveValue(
    /environment: staging\n {4}approvals:\n {6}count: 1/,
  );
  await staging.getByLabel("Soak").fill("soon");
  await operator.getByRole("button", { name: "Save the pipeline" }).click();
  await expect(staging.getByText("must be a duration such as 500ms, 30s or 5m.")).toBeVisible();
  await checkPage(operator, "the editor with a mistake");
  await staging.getByLabel("Soak").fill("");
  await operator.getByRole("button", { name: "Save the pipeline" }).click();
  await expect(operator.getByText(/Of its own, version 1/)).toBeVisible();

  await developer.goto(`/services/${service.name}?promote=staging`);
  const dialog = developer.getByRole("dialog");
  await expect(dialog.getByText("0 of 1 approval: ask operators.")).toBeVisible();
  await dialog.getByRole("button", { name: "Ask for staging: it waits for approval" }).click();
  await expect(dialog).toBeHidden();

  // Live: what waits appears at its stage by itself.
  const stage = operator.getByRole("article", { name: "staging" });
  const waiting = stage.getByRole("list", { name: "Waiting" });
  await expect(waiting).toContainText("0 of 1 approval: ask operators.");
  await checkPage(operator, "a pipeline with something that waits");
  await waiting.getByRole("link", { name: "#1" }).click();
  await operator.getByRole("button", { name: "Approve" }).click();
  await expect(operator.getByRole("button", { name: "Approve" })).toBeHidden();
  const [deploymentId = ""] = /dep_\w+/.exec(operator.url()) ?? [];
  expect(await delivery.end(deploymentId)).toMatchObject({ status: "succeeded" });
});
