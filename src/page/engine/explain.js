// What the engine saw instead: near misses, open dialogs, alerts, headings. And `inspect`, the same eyes for people.

function explain(view, q, reasons) {
  const seenTexts = saidSince(view).map((text) => `new: ${text}`);
  for (const dialog of dialogs(view)) seenTexts.push(`dialog: ${clip(view.text.get(dialog) || "", 240)}`);
  const layer = dialogs(view).length ? null : bareLayer(view);
  if (layer) seenTexts.push(`layer over the page: ${clip(view.text.get(layer) || "", 240)}`);
  for (const element of view.elements) {
    const role = element.getAttribute("role");
    if ((role === "alert" || role === "status") && view.seen.get(element) && /\S/.test(view.text.get(element) || "")) seenTexts.push(`${role}: ${clip(view.text.get(element), 160)}`);
  }
  const headings = view.elements.filter((e) => view.seen.get(e) && names.roleOf(e) === "heading").slice(0, 4).map((e) => clip(view.text.get(e) || "", 60)).filter(Boolean);
  if (headings.length) seenTexts.push(`headings: ${headings.join(" | ")}`);
  return { reasons: reasons.slice(0, 6).map((r) => ({ way: r.way, reason: r.reason })), near: nearMisses(view, q), seen: seenTexts.slice(0, 8), title: document.title, url: location.href };
}

// Sentences that the page did not have when it was clicked last: what it says of that click.
function saidSince(view) {
  const { wordsAtClick } = memory();
  if (!wordsAtClick) return [];
  const is = (run) => view.seen.get(run.element) && /\p{L}\S*\s+\S*\p{L}\S*\s+\S/u.test(run.text) && !wordsAtClick.has(run.text) && !closest(view, run.element, isControl);
  return [...new Set(view.runs.filter(is).map((run) => clip(run.text.trim(), 160)))].slice(0, 2);
}

function distance(a, b) {
  if (Math.abs(a.length - b.length) > 4) return 9;
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}

// Controls whose names are like the sought ones, each with the reason why it was not taken.
function nearMisses(view, q) {
  const sought = [];
  for (const way of q.ways) {
    if (way.quietly) continue;
    for (const locator of way.act.target ?? []) for (const word of locator.name?.words ?? []) if (!word.lang || base(word.lang) === base(q.language || "en") || base(word.lang) === "en") sought.push(fold(word.text));
  }
  if (!sought.length) return [];
  const list = [];
  for (const element of view.elements) {
    if (!isControl(element) && !isCheck(element)) continue;
    const name = fold(names.nameOf(element)) || fold(view.text.get(element) || element.textContent || "");
    if (!name || name.length > 120) continue;
    const score = Math.min(...sought.map((word) => (name === word ? 0 : name.includes(word) || word.includes(name) ? 1 : distance(name, word) <= Math.max(2, word.length / 4) ? 2 : 9)));
    if (score < 9) list.push({ score, element });
  }
  return list
    .sort((a, b) => a.score - b.score)
    .slice(0, 6)
    .map(({ element }) => `${place(view, element)}${why(view, element)}`);
}

function why(view, element) {
  if (!view.seen.get(element)) return " (hidden)";
  if (unreachable(element)) return " (off the screen)";
  if (opacityOf(view, element) <= 0.1) return " (transparent)";
  if (names.stateOf(element).disabled) return " (greyed)";
  if (inView(boxOf(element))) {
    const { point, covered } = hitPoint(view, element);
    if (!point) return ` (covered by ${describe(covered)})`;
  }
  return "";
}

// Every control of the page, as the engine sees it.
function inspect(css) {
  const view = fresh();
  const controls = view.elements.filter((element) => {
    if (css) return element.matches(css);
    return view.seen.get(element) && (isControl(element) || isCheck(element) || isEditable(element) || DIALOG_ROLES.has(names.roleOf(element))) && !/^(row|gridcell|listitem)$/.test(names.roleOf(element) || "");
  });
  return controls.map((element) => ({
    role: names.roleOf(element) || "",
    name: names.nameOf(element) || "",
    state: describeState(view, element),
    locator: suggest(view, element),
    html: openingTag(element),
  }));
}

function describeState(view, element) {
  const state = names.stateOf(element);
  const list = [];
  if (!view.seen.get(element)) list.push("hidden");
  else if (unreachable(element)) list.push("off-screen");
  if (state.disabled) list.push("disabled");
  const checked = isCheck(element) ? checkedOf(element) : null;
  if (checked !== null) list.push(checked ? "checked" : "unchecked");
  if (element.hasAttribute("aria-expanded")) list.push(element.getAttribute("aria-expanded") === "true" ? "expanded" : "collapsed");
  if (state.readonly) list.push("readonly");
  if (state.required) list.push("required");
  if (view.seen.get(element) && inView(boxOf(element)) && !hitPoint(view, element).point) list.push("covered");
  return list;
}

// A locator as it would stand in a scenario, part by part.
function suggested(view, element) {
  const role = names.roleOf(element) || "";
  const name = names.nameOf(element) || clip(view.text.get(element) || "", 60) || checkName(view, element);
  const kind = isEditable(element) && role !== "combobox" ? "field" : isPicker(element) ? "picker" : isCheck(element) ? "check" : OPTION_ROLES.has(role) ? "option" : CLICK_ROLES.has(role) ? "button" : "text";
  const dialog = dialogs(view).find((d) => d !== element && holds(view, d, element));
  const same = view.elements.filter((e) => e !== element && view.seen.get(e) && isControl(e) && fold(names.nameOf(e)) === fold(name) && (!dialog || holds(view, dialog, e)));
  const found = { kind, name, dialog: !!dialog, near: null, which: null, unsaid: false };
  if (!same.length) return found;
  found.near = wordsBeside(view, element, { control: kind, name: literally(name), in: dialog ? "dialog" : null });
  if (found.near) return found;
  if (same.every((e) => view.index.get(e) > view.index.get(element))) found.which = "first";
  else if (same.every((e) => view.index.get(e) < view.index.get(element))) found.which = "last";
  else found.unsaid = true;
  return found;
}

// The same as it is written.
function suggest(view, element) {
  const { kind, name, dialog, near, which, unsaid } = suggested(view, element);
  const parts = [`${kind} = ${JSON.stringify("=" + name)}`];
  if (dialog) parts.push('in = "dialog"');
  if (near) parts.push(`near = ${JSON.stringify("=" + near)}`);
  if (which) parts.push(`which = "${which}"`);
  if (unsaid) parts.push('near = "..."');
  return `{ ${parts.join(", ")} }`;
}

const literally = (text) => ({ words: [{ text }], match: "whole" });
const BESIDE = 12; // so many words are tried

// Words in the smallest group around one of several that are alike with which it is the only one: the title of its card or row.
function wordsBeside(view, element, locator) {
  const question = { language: pageLanguage(), regions: {}, never: [], rail: null };
  const own = fold(names.nameOf(element) || view.text.get(element) || "");
  const tried = new Set();
  for (let group = view.parent.get(element); group && group !== document.body; group = view.parent.get(group)) {
    for (const run of view.runs) {
      const words = run.text.replace(/\s+/g, " ").trim();
      if (tried.has(words) || words.length > 60 || !/\p{L}/u.test(words) || fold(words) === own || !holds(view, group, run.element) || holds(view, element, run.element)) continue;
      if (tried.size >= BESIDE) return null;
      tried.add(words);
      const { matches } = matchesOf(view, question, { ...locator, near: literally(words) });
      if (matches.length === 1 && matches[0].element === element) return words;
    }
  }
  return null;
}

const SECRET_FIELD = /^(password|hidden)$/;

function openingTag(element) {
  const parts = [];
  for (const { name, value } of element.attributes) {
    const secret = name === "value" && (SECRET_FIELD.test(element.type) || /one-time-code/.test(element.autocomplete || ""));
    parts.push(` ${name}="${secret ? "" : clip(value, 120).replace(/"/g, "&quot;")}"`);
  }
  return `<${element.localName}${parts.join("")}>`;
}
