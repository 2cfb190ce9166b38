// Tokenwright and Playwright walk the same practice site, in turns, in fresh browsers. Prints medians and their ratio,
// and how fast the program starts and how much memory it takes. `bench/run --help` lists the options.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

const BENCH = import.meta.dirname ?? dirname(new URL(import.meta.url).pathname);
const ROOT = dirname(BENCH);
const PROGRAM = resolve(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "release", "tokenwright");
const APP = "RCWa";
const SYSTEM_USER = "Cloud Messaging";

const { values: options } = parseArgs({
  options: {
    walks: { type: "string", default: "7" },
    generation: { type: "string", default: "1,3" },
    "delay-ms": { type: "string", default: "120" },
    trace: { type: "string", default: "off" },
    "max-ratio": { type: "string" },
    "skip-build": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    steps: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (options.help) {
  console.log(`usage: bench/run [--generation 1,3] [--walks N] [--delay-ms MS] [--trace off|failures|full] [--max-ratio R] [--skip-build] [--steps] [--json]

  --generation G  the consoles to walk, of 1 and 3 (default 1,3)
  --walks N       walks of each, in turns, after one of each that is not counted (default 7)
  --delay-ms MS   the practice site's server delay (default 120)
  --trace MODE    Tokenwright's --trace; "off" is the like of Playwright, which takes no pictures here (default off)
  --max-ratio R   exit 1 if Tokenwright's median is more than R times Playwright's on any of them
  --skip-build    take the release binary that is there
  --steps         show, too, where Tokenwright's time goes, step by step
  --json          print one line of JSON instead of the table`);
  process.exit(0);
}

const say = (text) => process.stderr.write(text);

function fail(message) {
  say(`bench: ${message}\n`);
  process.exit(1);
}

function must(command, args, cwd) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ["ignore", 2, 2] });
  if (status !== 0) fail(`'${command} ${args.join(" ")}' failed${error ? `: ${error.message}` : ""}`);
}

const sorted = (numbers) => [...numbers].sort((a, b) => a - b);
function median(numbers) {
  const all = sorted(numbers);
  const middle = all.length >> 1;
  return all.length % 2 ? all[middle] : (all[middle - 1] + all[middle]) / 2;
}

// Starts a program and gives what it printed, with its peak of resident memory where the system tells it.
function finished(command, args, cwd) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let [out, err, peak] = ["", "", 0];
    child.stdout.on("data", (piece) => (out += piece));
    child.stderr.on("data", (piece) => (err += piece));
    // The kernel keeps the high-water mark: looking now and then misses at most what is taken at the very end.
    const look = () => {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
        peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0));
      } catch {
        // No /proc, or it has just ended.
      }
    };
    const timer = setInterval(look, 20);
    child.on("error", failed);
    child.on("close", (code) => {
      clearInterval(timer);
      done({ code, out, err, peak });
    });
  });
}

// What makes each console one that both walk in one go: with links that are buttons, assignments that show at once, and
// names that are taken as they are.
const SWITCHES = {
  1: ["generation=1", "markup.row=native"],
  3: ["generation=3", "markup.row=native", "assign_visible_ms=0", "assign_visible_loads=0", "name_rules=none"],
};

async function practice(generation) {
  const child = spawn(PROGRAM, ["practice", "--delay-ms", options["delay-ms"], ...SWITCHES[generation].flatMap((one) => ["--set", one])], { stdio: ["ignore", "pipe", "inherit"] });
  process.on("exit", () => child.kill());
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));
  child.on("exit", (code) => code && fail(`the practice site ended with exit code ${code}`));
  for await (const line of createInterface({ input: child.stdout })) return { child, generation, ...JSON.parse(line) };
  return fail("the practice site did not say where it is");
}

async function control(site, path, method = "GET") {
  const reply = await fetch(`${site.control_url}/${path}`, { method });
  if (!reply.ok) fail(`the practice site answers ${reply.status} to ${path}`);
  return reply.json();
}

// A walk counts only if it has done the whole job, and nothing besides.
async function check(site, who) {
  const { users, assignments, tokens } = await control(site, "truth");
  const scopes = [...(tokens[0]?.scopes ?? [])].sort().join(" ");
  const good =
    users.length === 1 && users[0].name === SYSTEM_USER && users[0].role === "ADMIN" && assignments.length === 1 && tokens.length === 1 &&
    scopes === "whatsapp_business_management whatsapp_business_messaging";
  if (!good) fail(`${who} left something else behind than it should: ${JSON.stringify({ users, assignments, tokens: tokens.length, scopes })}`);
}

async function playwright(site) {
  const args = ["--generation", site.generation, "--developers-url", site.developers_url, "--app", APP, "--system-user", SYSTEM_USER];
  const { code, out, err } = await finished(process.execPath, [join(BENCH, "walk.mjs"), ...args]);
  if (code !== 0) fail(`Playwright's walk failed:\n${err}`);
  return { ms: JSON.parse(out).ms };
}

async function tokenwright(site) {
  const folder = mkdtempSync(join(tmpdir(), "tokenwright-bench-"));
  try {
    // In a folder of its own, where no settings and no scenario of the user's lie: the shipped scenario is walked.
    const { code, out, err, peak } = await finished(PROGRAM, [
      "run", "--developers-url", site.developers_url, "--business-url", site.business_url, "--graph-url", site.graph_url,
      "--app", APP, "--system-user", SYSTEM_USER, "--headless", "--non-interactive", "--json",
      "--trace", options.trace, "--out", folder,
    ], folder);
    if (code !== 0) fail(`Tokenwright's walk failed with exit code ${code}:\n${out}${err}`);
    const runs = join(folder, "runs");
    const result = JSON.parse(readFileSync(join(runs, readdirSync(runs)[0], "result.json"), "utf8"));
    // From going to the app panel, with which the first step begins, to the end of the last one: the dialog is closed.
    const walked = result.steps.filter((step) => step.outcome !== "skipped");
    const ms = Math.max(...walked.map((step) => step.at_ms)) - Math.min(...walked.map((step) => step.at_ms - step.ms));
    const waited = walked.reduce((sum, step) => sum + step.waited_ms, 0);
    return { ms, peak, waited, steps: walked };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function startTimes() {
  return Array.from({ length: 21 }, () => {
    const begun = process.hrtime.bigint();
    spawnSync(PROGRAM, ["--version"]);
    return Number(process.hrtime.bigint() - begun) / 1e6;
  });
}

if (!options["skip-build"]) must("cargo", ["build", "--release", "--locked"], ROOT);
if (!existsSync(join(BENCH, "node_modules", "playwright-core"))) must("npm", ["ci", "--no-audit", "--no-fund"], BENCH);

const walks = Number(options.walks);
if (!Number.isInteger(walks) || walks < 1) fail("--walks takes a whole number from 1");
const generations = options.generation.split(",");
for (const one of generations) if (!SWITCHES[one]) fail(`--generation takes ${Object.keys(SWITCHES).join(" and ")}, not '${one}'`);

async function measure(generation) {
  const site = await practice(generation);
  const measured = { tokenwright: [], playwright: [] };
  for (let round = 0; round <= walks; round++) {
    // Who goes first changes from round to round, so that neither always finds the machine warmed up by the other.
    const turns = [["tokenwright", tokenwright], ["playwright", playwright]];
    for (const [who, walk] of round % 2 ? turns.reverse() : turns) {
      await control(site, "reset", "POST");
      const walked = await walk(site);
      await check(site, who);
      say(`generation ${generation}  ${round === 0 ? "warm-up" : `walk ${round}`}  ${who.padEnd(12)} ${Math.round(walked.ms)} ms\n`);
      if (round > 0) measured[who].push(walked);
    }
  }
  site.child.removeAllListeners("exit");
  site.child.kill();
  return measured;
}

const line = (numbers) => ({ median_ms: Math.round(median(numbers)), from_ms: Math.round(numbers[0]), to_ms: Math.round(numbers.at(-1)) });

function summary(generation, measured) {
  const times = (who) => sorted(measured[who].map((walked) => walked.ms));
  const [ours, theirs] = [times("tokenwright"), times("playwright")];
  const one = {
    generation,
    tokenwright: line(ours),
    playwright: line(theirs),
    ratio: Number((median(ours) / median(theirs)).toFixed(3)),
    page_share: Number(median(measured.tokenwright.map((walked) => walked.waited / walked.ms)).toFixed(2)),
    peak_memory_mb: Number((Math.max(...measured.tokenwright.map((walked) => walked.peak)) / 1024).toFixed(1)),
  };
  if (options.steps) {
    const ids = [...new Set(measured.tokenwright.flatMap((walked) => walked.steps.map((step) => step.id)))];
    one.steps = ids.map((id) => {
      const seen = measured.tokenwright.flatMap((walked) => walked.steps.filter((step) => step.id === id));
      const middle = (what) => Math.round(median(seen.map(what)));
      return { id, page_ms: middle((step) => step.waited_ms), bot_ms: middle((step) => step.ms - step.waited_ms), action: seen[0].action };
    });
  }
  return one;
}

const consoles = [];
for (const generation of generations) consoles.push(summary(generation, await measure(generation)));
const report = { delay_ms: Number(options["delay-ms"]), walks, trace: options.trace, start_ms: Number(median(sorted(startTimes())).toFixed(1)), consoles };

if (options.json) {
  console.log(JSON.stringify(report));
} else {
  const row = (name, { median_ms, from_ms, to_ms }) => `${name.padEnd(14)} ${String(median_ms).padStart(6)} ms   (${from_ms} to ${to_ms})`;
  console.log(`
From going to the app panel to the closed token dialog, ${walks} walks each, server delay ${report.delay_ms} ms, trace ${report.trace}:`);
  for (const one of consoles) {
    console.log(`
Generation ${one.generation}
${row("Tokenwright", one.tokenwright)}
${row("Playwright", one.playwright)}
ratio          ${String(one.ratio).padStart(6)}
${Math.round(one.page_share * 100)}% of Tokenwright's walk is waiting for the page; it takes ${one.peak_memory_mb || "?"} MB at its peak, browser and driver not counted.`);
    if (one.steps) console.log("\n  page    bot  step");
    for (const { id, page_ms, bot_ms, action } of one.steps ?? []) {
      console.log(`${String(page_ms).padStart(6)} ${String(bot_ms).padStart(6)}  ${id} (${action})`);
    }
  }
  console.log(`\nThe program starts in ${report.start_ms} ms (--version).`);
}

const limit = options["max-ratio"] && Number(options["max-ratio"]);
for (const { generation, ratio } of consoles) if (limit && ratio > limit) fail(`generation ${generation}: ${ratio} is more than ${limit}`);
process.exit(0);
