// What is nearest to a control that was not found: what of it is missing, and which of the controls that show a person would
// take for it. Asked only where a walk ends, so it may look at everything.

const NEAREST = 3;
const LONGEST_NAME = 120; // longer words are a text and no name

// input: the ways of the question that was not answered, the wordings of their labels, the regions, the words of every label (`known`), and the account's
// own names (`own`).
function nearestControls(input) {
  const view = fresh();
  wordLabels(input.ways, input.labels);
  const q = { ...input, language: pageLanguage(input.override), now: 0 };
  q.accounted = accountedFor(q);
  const parts = soughtOf(view, q);
  // What is to be acted on says more than what was only to show; a wording more than the account's own names, which are
  // often missing for a good reason; and of what is there, something else is wrong (greyed, covered, several).
  const tests = [(part) => !part.present && part.acts && part.name?.label, (part) => !part.present && part.name?.label, (part) => !part.present, () => true];
  const asked = tests.map((test) => parts.filter(test)).find((list) => list.length) ?? [];
  let best = null;
  asked.forEach((part, order) => {
    const list = candidates(view, q, part);
    const score = (list[0]?.score ?? 0) * 0.97 ** order;
    if (!best || score > best.score) best = { part, list, score };
  });
  if (!best) return null;
  const { part, list } = best;
  return {
    language: q.language,
    kind: part.kind,
    label: part.name?.label ?? null,
    words: (part.name?.words ?? []).filter((word) => !word.lang).map((word) => word.text),
    pattern: part.name?.pattern ?? null,
    // Words that only tell something are not proposed where what is to be acted on is missing: no wording mends that.
    proposes: !part.present && (part.acts || !parts.some((other) => other.acts && !other.present)),
    cards: part.name?.label ? [] : cardsOf(view, q),
    nearest: list.slice(0, NEAREST).map(({ element, role, name, score }) => ({ role, name, state: element ? stateOf(view, element) : [], score: Math.round(score * 100), ...askedBack(view, q, part, element, name) })),
  };
}

// A candidate asked back, with its words as those of the label: how many the page has by them (`fit`: those that would be taken for it),
// how many controls of its role its place has (`alike`), and where it stands.
function askedBack(view, q, part, element, name) {
  if (!element) return {};
  const words = [{ text: name, lang: q.language || "en" }];
  const { matches } = matchesOf(view, q, { control: part.kind, in: part.in, match: "whole", name: { words, match: "whole" } });
  const others = matches.filter((m) => !holds(view, m.element, element) && !holds(view, element, m.element));
  const role = names.roleOf(element);
  const scope = part.in ? scopeOf(view, q, part) : { root: null };
  const inside = (e) => (scope.root ? holds(view, scope.root, e) : scope.outside ? !inAnyDialog(view, e) : true);
  const alike = view.elements.filter((e) => names.roleOf(e) === role && inside(e) && (isCheck(e) ? checkSeen(view, e) : seen(view, e)));
  const box = boxOf(element);
  const bounds = [box.left, box.top, box.width, box.height].map(Math.round);
  // Where the scenario says which of several, several are none too many.
  return { fit: !matches.length ? 0 : part.which ? 1 : others.length + 1, alike: role ? alike.length : 0, bounds };
}

// What the cards of a list are called, where the question looks for one of them: the words before the text that each has once.
function cardsOf(view, q) {
  const locators = q.ways.flatMap((way) => [...way.when.map((condition) => condition.present), ...(way.act.target ?? [])]);
  const single = locators.find((locator) => locator?.single);
  if (!single) return [];
  const before = (mark) => view.runs.filter((run) => run.order < view.index.get(mark) && view.seen.get(run.element)).at(-1)?.text.trim();
  return [...new Set(singles(view, q, single).map(before).filter(Boolean))];
}

const stateOf = (view, element) => {
  // A check that is only drawn is seen all the same.
  const drawn = isCheck(element) && checkSeen(view, element);
  const list = describeState(view, element).filter((word) => !/^(readonly|required)$/.test(word) && !(drawn && /^(hidden|off-screen)$/.test(word)));
  if (!drawn && view.seen.get(element) && !list.includes("off-screen") && opacityOf(view, element) <= 0.1) list.push("transparent");
  return list.map((word) => (word === "disabled" ? "greyed" : word));
};

// ----- what was sought -----

// Whether a name can be looked for at all: a value that is not known yet stands there with its braces.
const usable = (spec) => !!spec && (!!spec.pattern || spec.words.some((word) => !/^\{\w+\}$/.test(word.text)));

// Every control that the ways ask for, in their order, each with what of it is missing.
function soughtOf(view, q) {
  const list = [];
  const add = (kind, ladder, more) => ladder?.length && list.push({ ...partOf(view, q, kind, ladder), ...more });
  for (const way of q.ways) {
    const { act } = way;
    // A refusal that does not show is not what is missing.
    if (way.quietly || way.probe || way.refuses) continue;
    // A way that another state of the page is for asks for nothing in this one.
    if (act.kind !== "none" && !way.when.every((condition) => conditionHolds(view, q, condition))) continue;
    const more = { leave: way.leave, acts: act.kind !== "none" };
    if (q.why === "guard") {
      for (const guard of way.guards) addGuard(view, q, guard, add, list);
      continue;
    }
    if (act.kind === "checkOnly") {
      for (const name of act.names) add("check", [{ control: "check", name, in: act.in, match: name.match }], { ...more, list: true, among: act.among });
    } else if (act.kind === "choose") {
      const part = partOf(view, q, "picker", act.target);
      if (part.present) list.push({ kind: "option", name: act.option[0]?.name, picker: part.present, in: act.target[0]?.in, present: null, ...more });
      else add("picker", act.target, more);
    } else if (act.kind === "read") continue; // a value has no wording
    else if (act.kind !== "none") add(null, act.target, more);
    else for (const condition of way.when) if (condition.present) add(null, [condition.present], more);
  }
  return list.filter((part) => part.present || usable(part.name) || part.kind !== "text");
}

// What a guard asks for.
function addGuard(view, q, guard, add, list) {
  if (guard.only) for (const name of guard.only) add("check", [{ control: "check", name, in: guard.in, match: name.match }], { list: true });
  else if (guard.present) add(null, [guard.present]);
  else if (guard.target) {
    const part = partOf(view, q, null, guard.target);
    if (part.present && guard.option) list.push({ kind: "option", name: guard.option[0]?.name, picker: part.present, in: part.in, present: null });
    else if (part.present || !guard.ifThere) add(null, guard.target);
  }
}

const kindOf = (locator) => locator.control ?? { textbox: "field", searchbox: "field", checkbox: "check", radio: "check", switch: "check", combobox: "picker", listbox: "picker", option: "option" }[locator.role] ?? (locator.role ? "button" : "text");

// A ladder with what of it is there (`present`), or which part of its most telling rung is not: the region around it, the
// words that it stands beside, or the control itself.
function partOf(view, q, kind, ladder) {
  for (const locator of ladder) {
    // Words of another language than the page's, taken for it, are not what was meant where nothing came of them.
    const matches = matchesOf(view, q, locator).matches.filter((m) => !q.doubted || m.rank === 0);
    if (matches.length) return { kind: kind ?? kindOf(locator), name: locator.name, in: locator.in, present: matches[0].element, matches: matches.map((m) => m.element) };
  }
  const locator = ladder.find((one) => usable(one.name) && one.name.words) ?? ladder.find((one) => usable(one.after) || usable(one.name)) ?? ladder[0];
  const holding = (one) => [...textMatches(view, one.name, q.language, null, true).map((m) => m.element), ...view.elements.filter((e) => view.seen.get(e) && isControl(e) && rank(one.name, names.nameOf(e), q.language) >= 0)].filter((e) => !inAnyDialog(view, e));
  const region = q.regions[locator.in];
  if (region && !regionOf(view, q, locator.in)) {
    const hold = region.holds.find((one) => !holding(one).length);
    const anchors = region.holds.flatMap(holding);
    if (hold) return { kind: kindOf(hold), name: hold.name, in: "page", anchors };
  }
  for (const side of ["after", "near"]) {
    if (!usable(locator[side]) || textMatches(view, locator[side], q.language, null, true).length) continue;
    if (locator.name?.words && usable(locator.name)) continue;
    const anchors = side === "after" && locator.near ? textMatches(view, locator.near, q.language, null, true).map((m) => m.element) : [];
    return { kind: "text", name: locator[side], in: locator.in, anchors, before: locator.name?.pattern };
  }
  const scope = scopeOf(view, q, locator);
  const anchors = locator.near ? textMatches(view, locator.near, q.language, null, true).map((m) => m.element) : [];
  // A menu's entry may be a button of the page as well: each rung tells a kind.
  const kinds = kind ? [kind] : [...new Set(ladder.filter((one) => one.name?.label === locator.name?.label).map(kindOf))];
  return { kind: kind ?? kindOf(locator), kinds: kinds.length ? kinds : undefined, name: usable(locator.name) ? locator.name : null, in: locator.in, anchors, which: ladder.some((one) => one.which) };
}

// ----- what shows -----

function candidates(view, q, part) {
  const scope = part.in ? scopeOf(view, q, part) : { root: null };
  const spec = part.name;
  const words = (spec?.words ?? []).map((word) => ({ text: fold(word.text), foreign: word.lang && base(word.lang) !== base(q.language || "en") }));
  const leave = part.leave?.length ? first(view, q, part.leave) : null;
  const list = [];
  const add = (element, role, name, fit) => {
    const folded = fold(name);
    if (!folded || folded.length > LONGEST_NAME || fit <= 0) return;
    let score = fit * (0.5 + 0.5 * Math.max(0, ...words.map((word) => likeness(word.text, folded) * (word.foreign ? 0.9 : 1))));
    if (element) {
      score *= placeOf(view, part, scope, element) * seenFit(view, element) * novelty(view, element);
      if (leave && leave !== element) score *= 0.5 + 0.5 * closeness(view, leave, element);
      if (part.anchors?.length) score *= 0.6 + 0.4 * Math.max(...part.anchors.map((anchor) => closeness(view, anchor, element)));
      if (part.matches && !part.matches.includes(element)) score *= 0.5;
    }
    score *= q.accounted(folded, spec, part);
    const same = list.find((other) => other.folded === folded && other.element && element && (holds(view, other.element, element) || holds(view, element, other.element)));
    if (!same) list.push({ element, role, name: clip(name, LONGEST_NAME), folded, score });
    else if (score > same.score) Object.assign(same, { element, role, score });
  };
  for (const { name, element } of part.kind === "option" ? optionsOf(view, q, part) : []) add(element, "option", name, 1);
  for (const { name } of part.list ? [...listMemory(scope.root ?? null).table.values()] : []) add(null, "checkbox", name, 1);
  const texts = part.kind === "text" ? view.runs.filter((run) => view.seen.get(run.element) && /\p{L}/u.test(run.text)) : [];
  for (const run of texts) {
    const control = closest(view, run.element, (e) => OWN_NAME_ROLES.has(names.roleOf(e)));
    // Words that a value is to follow stand before something.
    const ahead = part.before && !/:\s*$/.test(run.text) ? 0.6 : 1;
    add(run.element, names.roleOf(control ?? run.element) || "text", run.text.trim(), (control ? 0.7 : 1) * ahead);
  }
  for (const element of view.elements) {
    const fit = part.kind === "text" ? 0 : Math.max(...(part.kinds ?? [part.kind]).map((kind) => kindFit(view, kind, element)));
    if (fit > 0) add(element, names.roleOf(element) || "text", calledBy(view, element), fit);
  }
  list.sort((a, b) => b.score - a.score || (a.element && b.element ? view.index.get(a.element) - view.index.get(b.element) : 0));
  return list.filter((one, at) => list.findIndex((other) => other.folded === one.folded && other.role === one.role) === at);
}

// How well an element is a control of this kind, from 0 to 1.
function kindFit(view, kind, element) {
  const role = names.roleOf(element);
  const clickable = CLICK_ROLES.has(role);
  const bare = () => !clickable && !isEditable(element) && looksClickable(view, element) && !looksClickable(view, view.parent.get(element) ?? element) && /\S/.test(view.text.get(element) || "") && sizeOf(view, element) < 20;
  switch (kind) {
    case "field":
      return isEditable(element) && role !== "button" && element.type !== "hidden" ? 1 : 0;
    case "picker":
      return isPicker(element) ? 1 : role === "button" ? 0.35 : bare() ? 0.3 : 0;
    case "check":
      return isCheck(element) ? (role === "radio" || nativeCheck(element) || CHECK_ROLES.has(role) ? 1 : 0.8) : clickable && !isEditable(element) ? 0.35 : bare() ? 0.3 : 0;
    case "option":
      if (!isFresh(element) && memory().before) return 0;
      // An option may be a radio button; what is ticked beside others is none.
      if (isCheck(element) && role !== "radio" && !OPTION_ROLES.has(role)) return 0.3;
      return OPTION_ROLES.has(role) ? 1 : clickable || bare() ? 0.8 : 0;
    case "menu":
      return element.hasAttribute("aria-haspopup") ? 1 : role === "button" ? 0.7 : bare() ? 0.5 : 0;
    default: {
      if (isEditable(element) || element.localName === "select" || element.localName === "option") return 0;
      if (role === "button") return 1;
      if (isCheck(element)) return 0.5;
      if (/^(row|gridcell|listitem)$/.test(role)) return looksClickable(view, element) ? 0.8 : 0.2;
      return clickable ? 0.97 : bare() ? 0.94 : 0;
    }
  }
}

// What a person would call a control: its name, or the words that stand right before or beside it.
function calledBy(view, element) {
  const own = names.nameOf(element) || (isCheck(element) ? checkName(view, element) : "") || (isEditable(element) ? element.getAttribute("placeholder") : "");
  if (own && /[\p{L}\p{N}]/u.test(own)) return own;
  if (!isEditable(element) && !isPicker(element)) return view.text.get(element) || "";
  const at = view.index.get(element);
  const before = view.runs.filter((run) => run.order < at && view.seen.get(run.element) && !closest(view, run.element, (e) => OWN_NAME_ROLES.has(names.roleOf(e))));
  return before.length ? before[before.length - 1].text.trim() : "";
}

// The options of a picker: its own, or those of the list that is open.
function optionsOf(view, q, part) {
  if (part.picker?.localName === "select") return [...part.picker.options].map((option) => ({ name: option.label || option.text, element: null }));
  const shown = view.elements.filter((e) => view.seen.get(e) && isFresh(e) && OPTION_ROLES.has(names.roleOf(e)));
  return memory().before ? shown.map((element) => ({ name: names.nameOf(element) || view.text.get(element) || "", element })) : [];
}

// ----- how near it is -----

function placeOf(view, part, scope, element) {
  if (scope.none) return 1;
  if (scope.root) return holds(view, scope.root, element) ? 1 : 0.3;
  if (part.in === "page" || scope.outside) return inAnyDialog(view, element) ? 0.3 : 1;
  const top = topDialog(view);
  return top && !holds(view, top, element) ? 0.5 : 1;
}

function seenFit(view, element) {
  if (!(isCheck(element) ? checkSeen(view, element) : view.seen.get(element))) return 0.25;
  if (isCheck(element)) return 1;
  return unreachable(element) || opacityOf(view, element) <= 0.1 ? 0.25 : 1;
}

// What the last click has brought is what the step is about, rather than what stood there before: in the same words, as the
// page may be rendered anew.
function novelty(view, element) {
  const { textsAtClick, clickedLast } = memory();
  if (!textsAtClick?.has(view.text.get(element))) return 1;
  // Of what stood there before, what is about the control that was clicked.
  return 0.75 + (clickedLast && view.index.has(clickedLast) ? 0.05 * closeness(view, clickedLast, element) : 0);
}

// 1 for neighbours, less the more stands in the smallest group that holds both.
function closeness(view, one, other) {
  const group = commonAncestor(view, one, other);
  return group ? 1 / (1 + Math.log2(Math.max(1, sizeOf(view, group) / 8))) : 0;
}

// How far a name is accounted for: a wording of another label, a name of the account's own, or one that is never clicked, is
// hardly the one that is missing.
function accountedFor(q) {
  const here = (word) => !word.lang || base(word.lang) === "en" || base(word.lang) === base(q.language || "en");
  const own = q.own.map(fold).filter(Boolean);
  return (folded, spec, part) => {
    if (q.never.some((never) => never.name?.words && rank(never.name, folded, q.language) >= 0)) return 0.2;
    if (spec && rank(spec, folded, q.language) >= 0) return part.present ? 1 : 0.4;
    if (own.some((name) => folded === name || (name.length > 3 && folded.startsWith(name)))) return spec?.words?.some((word) => !word.lang) ? 0.7 : 0.25;
    if (/^[\d\s().:#+-]+$/.test(folded)) return 0.2;
    // A number says something of its own: "90 days" is no other wording of what has none. A count behind a name is none of it.
    const counts = (text) => /\d/.test(text.replace(/\s*\(?\d+\)?$/, ""));
    if (counts(folded) && spec?.words && !spec.words.some((word) => /\d|\{/.test(word.text))) return 0.5;
    // What programs call things is no wording.
    if (/^[a-z0-9]+(_[a-z0-9]+)+$/.test(folded) && spec?.words && !spec.words.some((word) => word.text.includes("_"))) return 0.3;
    const named = q.known.some(({ label, words }) => label !== spec?.label && words.some((word) => here(word) && sameWords(folded, Object.assign(word, { folded: word.folded ?? fold(word.text) }), "counted")));
    return named ? 0.4 : 1;
  };
}

// How alike two folded names are, from 0 to 1: by shared words, or letter by letter.
function likeness(one, other) {
  if (one === other) return 1;
  const [a, b] = [one, other].map((text) => text.match(/[\p{L}\p{N}]+/gu) ?? []);
  if (!a.length || !b.length) return 0;
  const alike = (x, y) => {
    if (x === y) return x.length > 2 ? 1 : 0.5;
    let start = 0;
    while (start < x.length && x[start] === y[start]) start++;
    const stem = start / Math.min(x.length, y.length);
    if (start >= 3 && stem >= 0.7) return 0.8 * stem;
    const far = edits(x, y) / Math.max(x.length, y.length);
    return Math.min(x.length, y.length) >= 4 && far <= 0.34 ? 1 - far : 0;
  };
  const shared = a.reduce((sum, x) => sum + Math.max(...b.map((y) => alike(x, y))), 0) / Math.max(a.length, b.length);
  const letters = Math.min(one.length, other.length) >= 4 ? 1 - edits(one, other) / Math.max(one.length, other.length) : 0;
  return Math.max(shared, letters > 0.6 ? letters : 0);
}

// How many letters must be put in, taken out or changed to make one word of the other.
function edits(a, b) {
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}
