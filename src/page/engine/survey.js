// What a place looks like, in words that can be compared: for the regression check. What is data is replaced here, before it leaves
// the page, so that two accounts give the same words.

// input: the control that is asked for as a way (`ways`, one at most), the place (`scope`: page, dialog, a region; null: only the
// control), the account's values, what would be a secret that shows (`secret`), and whether it is asked of a frozen page.
function survey(input) {
  // On a page that was frozen a dialog is one that was opened.
  if (input.frozen) memory().actAt ??= 0;
  const view = fresh();
  wordLabels(input.ways, input.labels);
  const q = { ...input, language: pageLanguage(input.override), now: 0 };
  const tell = teller(q);
  const ladder = input.ways[0]?.act.target ?? [];
  const shown = input.secret ? readValue(view, q, input.secret) : {};
  return {
    language: q.language,
    control: ladder.length ? controlOf(view, q, ladder, tell) : null,
    tree: input.scope ? linesOf(view, q, input.scope, tell).map((one) => one.line) : null,
    shown: shown.value ?? shown.values?.[0] ?? null,
    width: innerWidth,
  };
}

// ----- words -----

const COUNT = / ?[([]? ?\d+ ?[)\]]?$/;

// Tells a name so that it is the same for every account, or null where it says nothing but data.
function teller(q) {
  const here = (word) => !word.lang || base(word.lang) === "en" || base(word.lang) === base(q.language || "en");
  const known = new Set(Object.values(q.labels).flatMap((words) => words.filter(here).map((word) => fold(word.text))));
  const never = new Set(q.never.flatMap((one) => (one.name?.words ?? []).map((word) => fold(word.text))));
  const values = [...q.values].filter((value) => value.text.length > 2).sort((a, b) => b.text.length - a.text.length);
  const isKnown = (folded) => known.has(folded) || known.has(bare(folded)) || known.has(folded.replace(COUNT, ""));
  return (text) => {
    const flatly = (text ?? "").replace(/\s+/g, " ").trim();
    const folded = fold(flatly);
    // What is never clicked shows as the account stands, or not.
    if (!folded || never.has(folded)) return { name: null, own: false };
    if (isKnown(folded)) return { name: bareCount(plain(flatly)), own: false };
    let told = flatly;
    // A console may write a name in other letters than were asked for.
    for (const value of values) told = told.replace(regexFor(escapeRegex(value.text), "giu"), () => `{${value.key}}`);
    const own = told !== flatly && !/[\p{L}\p{N}]/u.test(told.replace(/\{\w+\}/g, ""));
    return { name: own ? told : null, own, words: told };
  };
}

const bareCount = (text) => (/\p{L}/u.test(text.replace(COUNT, "")) ? text.replace(COUNT, "") : text);

// Words that no label has, where they are a field's or a heading's: data has digits, or is long.
const unknownWords = (told) => (told.words && !/[\d@]/.test(told.words) && told.words.length < 60 ? told.words : "…");

// ----- one control -----

function controlOf(view, q, ladder, tell) {
  for (const [rung, locator] of ladder.entries()) {
    const { tier, matches } = matchesOf(view, q, locator);
    if (!matches.length) continue;
    const { element } = locator.which === "last" ? matches[matches.length - 1] : matches[0];
    const scope = locator.in === "dialog" || locator.in === "popup" ? "dialog" : q.regions[locator.in] ? locator.in : "page";
    const lines = linesOf(view, q, scope, tell);
    const before = lines.filter((one) => view.index.get(one.element) < view.index.get(element) && !holds(view, one.element, element));
    const called = calledBy(view, element);
    const told = tell(called);
    const box = boxOf(element);
    return {
      rung,
      tier,
      count: matches.length,
      role: names.roleOf(element) || "text",
      name: told.name ?? (told.words && ladder.some((one) => one.name?.label) ? told.words : "…"),
      after: before.length ? before[before.length - 1].line : "",
      bounds: [box.left, box.top, box.width, box.height].map(Math.round),
    };
  }
  return null;
}

// ----- a place -----

const PASSING = new Set(["alert", "status", "log", "timer", "marquee"]);
// The rows of a list are the account's; what stands in them, too.
const ROWS = new Set(["row", "gridcell", "listitem", "treeitem", "option", "rowgroup", "cell"]);

// The controls of a place in reading order, one line each; in a dialog also its headings and the console's own words. Names that are
// data alone show there only, where a draft has put them.
function linesOf(view, q, scope, tell) {
  const root = scope === "dialog" ? topDialog(view) : scope === "page" ? null : regionOf(view, q, scope);
  if (scope !== "page" && !root) return [];
  const inside = (element) => (root ? holds(view, root, element) && element !== root : !inAnyDialog(view, element));
  const passes = (element) => closest(view, element, (e) => PASSING.has(names.roleOf(e)) || /^(polite|assertive)$/.test(e.getAttribute("aria-live") || ""));
  const list = [];
  const add = (element, role, name, rest = "") => list.push({ element, line: `${role} ${JSON.stringify(name)}${rest}` });
  for (const element of view.elements) {
    if (!inside(element) || passes(element) || inRail(view, q, element)) continue;
    const role = names.roleOf(element) || "";
    const visible = isCheck(element) ? checkSeen(view, element) : seen(view, element);
    if (!visible) continue;
    const field = isEditable(element) || isPicker(element);
    if (field && role !== "button") {
      const told = tell(calledBy(view, element));
      const value = isEditable(element) ? tell(fieldValue(element)).name : null;
      add(element, role || "field", told.name ?? unknownWords(told), value ? ` = ${JSON.stringify(value)}` : "");
    } else if (isControl(element) || isCheck(element)) {
      if (ROWS.has(role) && !isCheck(element)) continue;
      const told = tell(calledBy(view, element));
      if (!told.name || (told.own && !root)) continue;
      // A control and the one around it with the same name are one.
      if (list.some((one) => holds(view, one.element, element) && one.line.includes(JSON.stringify(told.name)))) continue;
      add(element, role || "button", told.name, stateWords(element));
    } else if (scope === "dialog" && role === "heading") {
      const told = tell(view.text.get(element) || "");
      add(element, role, told.name ?? unknownWords(told));
    }
  }
  return list.sort((a, b) => view.index.get(a.element) - view.index.get(b.element));
}

function stateWords(element) {
  const list = [];
  const checked = isCheck(element) ? checkedOf(element) : null;
  if (checked !== null) list.push(checked ? "checked" : "unchecked");
  return list.length ? ` [${list.join(", ")}]` : "";
}

// The names of a list's entries: the first words of the smallest part around what only entries have that has other words than that.
function entries(input) {
  const view = fresh();
  wordLabels(input.ways, input.labels);
  const q = { ...input, language: pageLanguage(input.override), now: 0 };
  const found = new Set();
  for (const locator of input.ways[0]?.act.target ?? []) {
    for (const { element } of matchesOf(view, q, locator).matches) {
      const own = firstWords(view, element);
      let row = element;
      if (rank(locator.name, own, q.language) >= 0) while (row && firstWords(view, row) === own) row = view.parent.get(row);
      const words = row ? firstWords(view, row) : "";
      if (words) found.add(words);
    }
  }
  return [...found];
}

function firstWords(view, root) {
  const run = view.runs.find((one) => holds(view, root, one.element) && view.seen.get(one.element) && /[\p{L}\p{N}]/u.test(one.text));
  return run ? run.text.replace(/\s+/g, " ").trim() : "";
}
