// The walks of generations 1 and 3, from the app panel to the closed token dialog, as a good engineer would write them with
// Playwright: its recommended locators (role, label, text), its own waiting, and nothing waited for that need not be.
// Prints one line of JSON: how long it took from going to the app panel until the dialog was closed.

import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const { values: options } = parseArgs({
  options: {
    "developers-url": { type: "string" },
    app: { type: "string" },
    "system-user": { type: "string" },
    generation: { type: "string", default: "1" },
    chromium: { type: "string" },
    headed: { type: "boolean", default: false },
  },
});
const { app, "developers-url": developers, "system-user": systemUser } = options;
const walks = { 1: walkOfGeneration1, 3: walkOfGeneration3 };
if (!developers || !app || !systemUser || !walks[options.generation]) {
  console.error("usage: node walk.mjs --developers-url URL --app NAME --system-user NAME [--generation 1|3] [--chromium PATH] [--headed]");
  process.exit(2);
}

// The same browser that Tokenwright takes: the one on PATH.
function onPath() {
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    const { status, stdout } = spawnSync("sh", ["-c", 'command -v "$0"', name], { encoding: "utf8" });
    if (status === 0) return stdout.trim();
  }
  throw new Error("no Chromium on PATH; name one with --chromium");
}

const browser = await chromium.launch({
  executablePath: options.chromium ?? onPath(),
  headless: !options.headed,
  // As root, Chromium does not start with its sandbox.
  chromiumSandbox: process.getuid?.() !== 0,
});
try {
  const panel = await browser.newPage();
  const begun = performance.now();
  const token = await walks[options.generation](panel);
  const ms = performance.now() - begun;
  if (!/^EAA[0-9A-Za-z]{60,}$/.test(token)) throw new Error("what was read is not a token");
  console.log(JSON.stringify({ ms: Math.round(ms) }));
} finally {
  await browser.close();
}

// The settings open in a window of their own.
async function openBusiness(panel) {
  await panel.goto(`${developers}/apps`, { waitUntil: "commit" });
  // A card has no role: it is the innermost element that holds the app's name and a link.
  const card = panel.locator("div").filter({ has: panel.getByText(app, { exact: true }) }).filter({ has: panel.getByRole("link") });
  const [page] = await Promise.all([panel.waitForEvent("popup"), card.last().getByRole("link").click()]);
  return page;
}

async function walkOfGeneration1(panel) {
  const exact = true;
  const page = await openBusiness(panel);

  const dialog = page.getByRole("dialog");
  const button = (name, scope = page) => scope.getByRole("button", { name, exact });

  // Its letter case differs from month to month.
  await page.getByRole("button", { name: /^system users$/i }).click();
  await button("Add").first().click();
  await button("I accept", dialog).click();
  await button("Done", dialog).click();

  const create = page.getByRole("dialog", { name: "Create System User" });
  await create.getByLabel("System Username").fill(systemUser);
  await choose(page, create.getByLabel("System User Role"), "Admin");
  await button("Create System User", create).click();

  await button("Add Assets").first().click();
  const assign = page.getByRole("dialog", { name: `Assign assets to ${systemUser}` });
  await button("Apps", assign).click();
  await assign.getByLabel(app, { exact }).check();
  await assign.getByLabel("Manage app", { exact }).check();
  await button("Save Changes", assign).click();
  await button("Done", dialog).click();

  await button("Generate New Token").click();
  const generate = page.getByRole("dialog", { name: "Generate Token" });
  await choose(page, generate.getByLabel("Select App"), app);
  await generate.getByLabel("whatsapp_business_messaging", { exact }).check();
  await generate.getByLabel("whatsapp_business_management", { exact }).check();
  await button("Generate Token", generate).click();

  const token = await generate.getByText(/EAA[0-9A-Za-z]/).innerText();
  await button("OK", generate).click();
  await dialog.waitFor({ state: "hidden" });
  return token.replace(/\s/g, "");
}

async function walkOfGeneration3(panel) {
  const exact = true;
  const page = await openBusiness(panel);
  const dialog = page.getByRole("dialog");
  const button = (name, scope = page) => scope.getByRole("button", { name, exact });

  await button("System users").click();
  await button("Add").click();
  await button("I accept", dialog).click();
  await button("Done", dialog).click();

  const create = page.getByRole("dialog", { name: "Create system user" });
  await create.getByLabel("System user name").fill(systemUser);
  await choose(page, create.getByLabel("System user role"), "Admin");
  await button("Create system user", create).click();

  await page.getByRole("main").getByText(systemUser, { exact }).first().click();
  await button("Assign assets").first().click();
  const assign = page.getByRole("dialog", { name: "Select assets and assign permissions" });
  await button("Apps", assign).click();
  await assign.getByLabel(app, { exact }).check();
  await assign.getByLabel("Manage app", { exact }).check();
  await button("Assign assets", assign).click();
  await assign.waitFor({ state: "hidden" });

  await button("Generate token").click();
  const generate = page.getByRole("dialog", { name: "Generate token" });
  await choose(page, generate.getByLabel("Select app"), app);
  await button("Next", generate).click();
  await generate.getByLabel("Never", { exact }).check();
  await button("Next", generate).click();
  await generate.getByLabel("Select permissions").click();
  // The list stands outside of the dialog, over its foot: it is closed before the button below it is clicked.
  await page.getByLabel("whatsapp_business_messaging", { exact }).check();
  await page.getByLabel("whatsapp_business_management", { exact }).check();
  await generate.getByRole("heading").first().click();
  await button("Generate token", generate).click();

  // The token comes into its field some time after the field.
  const token = await generate.getByLabel("Token", { exact }).evaluate(async (field) => {
    while (!field.value) await new Promise(requestAnimationFrame);
    return field.value;
  });
  await button("Done", generate).click();
  await dialog.waitFor({ state: "hidden" });
  return token;
}

// Chooses in a picker what it does not show yet.
async function choose(page, picker, option) {
  if ((await picker.innerText()).trim() === option) return;
  await picker.click();
  await page.getByRole("option", { name: option, exact: true }).click();
}
