// After a click that makes something which is shown once: looks that click nothing, and take what could be it off the page.
//
// What stood on the page before the click cannot be what the click made. Of what came since, everything that could be it is
// given: which one it is, its own server tells. No words of the page are given.

const ODD = 16; // so many letters without a blank are no word
const WORDS = /^\p{Lu}?\p{Ll}+(?:\p{Lu}\p{Ll}+)*$/u;

// Remembered at the click.
function noteStanding(view, target) {
  const stood = new Set();
  for (const run of view.runs) stood.add(squeeze(run.text));
  for (const element of view.elements) {
    if (isEditable(element)) stood.add(squeeze(fieldValue(element)));
    const text = squeeze(view.text.get(element) || "");
    if (text.length > ODD && text.length < 1200) stood.add(text);
  }
  memory().once = { at: performance.now(), target, stood, elements: new WeakSet(view.elements), state: null, told: null };
}

const squeeze = (text) => plain(text).replace(/\s+/g, "");

// What was shortened for display is nothing that can be used.
const shortened = (text) => /\.\.|\.$/.test(text);

async function lookOnce(q) {
  const mind = memory();
  const click = onceVerdict(q.clicked);
  const began = performance.now();
  q.language = pageLanguage(q.override);
  // Another document knows nothing of the click.
  const once = (mind.once ??= { at: 0, target: null, stood: new Set(), elements: new WeakSet(), replaced: true, told: null });
  const state = (once.state ??= { sign: null, signs: new Map(), quietSince: began, busySince: null, stood: {}, boxes: new WeakMap(), scrolled: new WeakSet() });
  for (;;) {
    const view = fresh();
    watchTraffic(view);
    q.now = performance.now();
    const quiet = settling(view, state, q.now);
    const sight = seeOnce(view, q, once, state, quiet);
    const told = JSON.stringify([sight.values, sight.odd]);
    const news = told !== once.told && (sight.values.length || sight.odd);
    const spent = performance.now() - began;
    if (news || spent >= q.slice) {
      once.told = told;
      return { ...sight, click, quiet, waited: spent, replaced: !!once.replaced, language: q.language, url: location.href };
    }
    await change(view, Math.min(LOOK_MS, Math.max(q.slice - spent, 1)));
  }
}

// Whether the click reached what it was meant for, was kept from the page, or is not known of.
function onceVerdict(id) {
  const mind = memory();
  const watch = mind.click;
  mind.disarm?.();
  mind.click = null;
  keptClick();
  if (!id || !watch || watch.id !== id) return "unknown";
  if (watch.clicked) return "reached";
  return watch.blocked && !watch.down && !watch.passive ? "kept" : "unknown";
}

function seeOnce(view, q, once, state, quiet) {
  const values = new Map();
  const whole = new RegExp(`^(?:${q.read.pattern})$`, "u");
  const could = (text) => whole.test(text) && !shortened(text) && !once.stood.has(text);
  const add = (text, from) => could(text) && !values.has(text) && values.set(text, from);
  const fields = view.elements.filter((e) => isEditable(e) && e.type !== "password" && view.seen.get(e));
  for (const element of fields) add(squeeze(fieldValue(element)), "a field");
  for (const [text, from] of alone(view, q)) add(text, from);
  const copied = memory().copied;
  if (copied) add(squeeze(copied), "what Copy put on the clipboard");
  for (const [text, from] of pieces(view, q, whole)) add(text, from);
  if (!values.size) for (const [text, from] of amongWords(view, q)) add(text, from);
  if (values.size && !memory().shown) memory().shown = dialogOf(view, fields, [...values.keys()]);
  const holds = (condition) => conditionHolds(view, q, condition);
  const holding = (list) => list.map((when) => when.every(holds));
  const [place, text] = placeOfValue(view, q, once, fields, could);
  const strange = place === "odd" && text.length >= ODD && !/\s/.test(text) && /\d/.test(text) && /[A-Za-z]/.test(text);
  return {
    values: [...values].map(([value, from]) => ({ value, from })),
    odd: place === "odd" && !values.size,
    strange: strange && !values.size ? [text] : [],
    empty: place === "empty" && !values.size,
    stops: holding(q.stops),
    notices: holding(q.notices),
    dialog: !!topDialog(view),
    work: works(view, once),
    copy: values.size || quiet < HUNT_MS ? null : copyPoint(view, q, once, state),
  };
}

// The dialog that a value shows in, or that has the Copy by which it came: what has come up over it meanwhile is another one.
function dialogOf(view, fields, values) {
  const shows = (element) => {
    const text = squeeze(view.text.get(element) || "");
    return values.some((value) => text.includes(value)) || fields.some((e) => holds(view, element, e) && values.includes(squeeze(fieldValue(e))));
  };
  const { copyIn } = memory();
  const has = (dialog) => shows(dialog) || (copyIn && holds(view, dialog, copyIn));
  const those = dialogs(view).filter(has).sort((a, b) => sizeOf(view, a) - sizeOf(view, b));
  if (those.length) return those[0];
  // One that does not say what it is.
  const place = view.elements.findLast((e) => view.seen.get(e) && (e === copyIn || shows(e)));
  return (place && layerOf(view, place)) ?? topDialog(view);
}

// The runs of text that could be a part of a value: not those of buttons, and not the words beside it.
function readableRuns(view, q) {
  const words = new Set([...NEIGHBOURS, ...q.read.copy.flatMap((locator) => (locator.name?.words ?? []).map((word) => fold(word.text)))]);
  const clicked = (element) => closest(view, element, (e) => OWN_NAME_ROLES.has(names.roleOf(e)) && squeeze(view.text.get(e) || "").length < ODD);
  return view.runs.filter((run) => run.text.trim() && !words.has(fold(run.text)) && view.seen.get(run.element) && !clicked(run.element));
}

// Every element that holds nothing else than what could be a value, however it is broken up, the innermost first.
function alone(view, q) {
  const list = [];
  const runs = readableRuns(view, q);
  const inner = new Map();
  for (const run of runs) {
    const text = squeeze(run.text);
    for (let e = run.element, depth = 0; e && depth < 12; e = view.parent.get(e), depth++) {
      const before = inner.get(e) ?? "";
      if (before.length > 4000) break;
      inner.set(e, before + text);
    }
  }
  const deep = [...inner].sort((a, b) => view.depth.get(b[0]) - view.depth.get(a[0])).map(([, text]) => text);
  for (const text of [...runs.map((run) => squeeze(run.text)), ...deep]) {
    // Words behind it are the words of something else.
    const goesOn = list.some(([before]) => text.startsWith(before) && WORDS.test(text.slice(before.length)));
    if (text.length > ODD && !goesOn) list.push([text, "text"]);
  }
  return list;
}

// A value in pieces side by side that look alike.
const pieces = (view, q, whole) => textValues(view, q, q.read, view.elements[0], whole, /(?!)/);

// A value in the same breath as other words.
function amongWords(view, q) {
  const list = [];
  const inside = new RegExp(`(?<![0-9A-Za-z])(?:${q.read.pattern})`, "gu");
  for (const run of readableRuns(view, q)) {
    const text = plain(run.text);
    for (const match of text.matchAll(inside)) {
      const after = text.slice(match.index + match[0].length);
      // Letters that no value has, right behind it: the value is another one.
      if (/^(?:…|[^\s.,;:!?)"'\]}>]\S)/u.test(after)) continue;
      list.push([match[0].replace(/[.\-~+/|]+$/, (end) => (end.length > 2 ? end : "")), "text"]);
    }
  }
  return list;
}

// Whether something stands where the value should that is none, or nothing does: in a field that was not there before, or
// beside the words that name the value.
function placeOfValue(view, q, once, fields, could) {
  const dialog = topDialog(view);
  const came = fields.filter((e) => !once.elements.has(e) && (!dialog || dialogs(view).some((d) => holds(view, d, e))));
  const shown = came.filter((e) => e.readOnly || e.disabled || e.localName === "textarea");
  const filled = shown.find((e) => fieldValue(e).trim());
  if (filled) return ["odd", fieldValue(filled).trim()];
  if (shown.length) return ["empty", ""];
  const name = q.read.target[0]?.name;
  if (!name) return [null, ""];
  for (const run of view.runs) {
    if (!view.seen.get(run.element) || rank(name, run.text, q.language) < 0 || once.elements.has(run.element)) continue;
    let label = run.element;
    for (let up = view.parent.get(label); up && fold(view.text.get(up) || "") === fold(run.text) && !label.nextElementSibling; up = view.parent.get(up)) label = up;
    const beside = label.nextElementSibling;
    if (!beside || !view.index.has(beside)) continue;
    const text = plain(readableRuns(view, q).filter((run) => holds(view, beside, run.element)).map((run) => run.text).join("")).trim();
    return text && !could(squeeze(text)) ? ["odd", text] : ["empty", ""];
  }
  return [null, ""];
}

// Whether the page shows that what was asked for is on its way: the answer has not come, or the button is greyed.
function works(view, once) {
  if (once.replaced) return document.readyState !== "complete";
  const { target } = once;
  if (target && view.index.has(target) && view.seen.get(target) && names.stateOf(target).disabled) return true;
  for (const root of view.roots) for (const at of openOf(root)?.values() ?? []) if (at >= once.at - RENDER_MS && at <= once.at + ASKED_MS) return true;
  busy(view);
  return !!view.waits;
}

// Where the page's own Copy is, if it came since the click.
function copyPoint(view, q, once, state) {
  if (!q.read.copy.length) return null;
  state.moving = false;
  const found = ready(view, q, state, q.read.copy, { key: "copy" });
  if (!found.point || once.elements.has(found.element)) return null;
  watchCopy(view);
  memory().copyIn = found.element;
  armClick(view, found.element, found.reach ?? found.element, q.click, false);
  return found.point;
}
