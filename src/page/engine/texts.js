// Where words stand on the page: by element, in runs beside other content, in a line that goes on.

// Folded texts of the page by element, and all of them run together, for quick answers to "is this said anywhere?".
function textIndex(view) {
  if (view.byText) return view.byText;
  view.byText = new Map();
  for (const element of view.elements) {
    const text = view.text.get(element);
    if (!text || text.length > 400 || !view.seen.get(element)) continue;
    const folded = fold(text);
    if (!folded) continue;
    for (const key of new Set([folded, bare(folded)])) {
      const list = view.byText.get(key);
      if (list) list.push(element);
      else view.byText.set(key, [element]);
    }
  }
  view.squashed = tight(fold(view.runs.map((run) => run.text).join("")));
  return view.byText;
}

// Whether any of a button's words stand on the page at all, in what shows or in what may name something: a quick no, for the
// buttons that hardly ever show and are looked for at every look. Words that style sheets draw are not in it, so where they
// have been met it is never a no.
function mayBeNamed(view, locator) {
  const folds = locator.control === "button" && locator.name && wholeWords(locator.name);
  if (!folds || names.draws()) return true;
  textIndex(view);
  return [...folds].some((word) => view.squashed.includes(tight(word)) || squeezed(view).includes(tight(word)));
}

// What may name an element besides its words.
const NAMING = "[aria-label], [aria-labelledby], [title], [alt], [placeholder], input[type=button], input[type=submit], svg title";

function namingText(element) {
  if (element.localName === "title") return element.textContent;
  const labels = (element.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean).map((id) => element.getRootNode().getElementById?.(id)?.textContent ?? "");
  return ["aria-label", "title", "alt", "placeholder", "value"].map((name) => element.getAttribute(name) || "").concat(labels).join("\n");
}

const tight = (folded) => folded.replace(/\s+/g, "");
const squeezed = (view) => (view.squeezed ??= tight(fold(view.roots.flatMap((root) => [...root.querySelectorAll(NAMING)].map(namingText)).join("\n"))));

// Of equal words those that are no value of a label: "Acme" and not the Acme of "Business: Acme", where both show.
function titles(view, matches) {
  if (matches.length < 2) return matches;
  const valued = (element) => {
    const first = view.runs.findIndex((run) => holds(view, element, run.element));
    return first > 0 && /:\s*$/.test(view.runs[first - 1].text);
  };
  const free = matches.filter((m) => !valued(m.element));
  return free.length ? free : matches;
}

// The lowest elements whose whole visible text matches. `at` is the place in reading order from which on things come after it.
// With `runs`, also a bare run of text beside other content of its element ("Business: <a>Acme</a>").
function textMatches(view, spec, language, within, runs = false) {
  let list = allTextMatches(view, spec, language, within, runs);
  // Who was taken once is who has that ID, however another one is written.
  if (list.length && spec.words?.some((word) => word.known)) list = notOfOthers(view, spec, list);
  // The words of a page are compared without what nobody sees; a name of the account's own is told from its twin by it.
  const own = (spec.words ?? []).filter((word) => word.own);
  if (own.length && (view.unseen || own.some((word) => unseenIn(word.text)))) {
    for (const match of list) if (!own.some((word) => word.id) && spec.match !== "contains") match.rank = own.some((word) => asAsked(rawOf(view, match), word)) ? 0 : 1;
  }
  if (list.length && list.every((m) => m.rank > 0) && isEarly(view, spec, () => list.map((m) => rawOf(view, m)))) return [];
  return asWritten(spec, list);
}

// Whether the one that is written as asked for may still come: an app that is only written alike is another one until the page has
// come to rest without it, and the one that is meant in this document from then on.
function isEarly(view, spec, texts) {
  const waiting = view.rests === undefined ? [] : (spec?.words ?? []).filter((word) => word.waits);
  if (!waiting.length) return false;
  // A search of the console's hardly tells capitals from small letters, but may tell an accent: it would hide what is meant.
  const inCase = (word) => texts().some((text) => text.trim().toLowerCase() === word.text.trim().toLowerCase());
  if (waiting.every((word) => word.waits === "case" && !inCase(word))) return false;
  const taken = (memory().taken ??= new Set());
  const name = alikeKey(spec);
  (memory().alikes ??= new Set()).add(name);
  if (view.rests) taken.add(name);
  if (taken.has(name)) return false;
  view.alike = true;
  return true;
}

const alikeKey = (spec) => (spec.words ?? []).map((word) => word.text).join("\n");

// Asks of a page that may not have come to rest: what is only written alike counts, too.
function inAnyCase(view, asks) {
  const { rests } = view;
  view.rests = undefined;
  const answer = asks();
  view.rests = rests;
  return answer;
}

// The words of a match with what nobody sees of them.
const rawOf = (view, match) => {
  const runs = view.runs.filter((run) => (match.run ? run === match.run : holds(view, match.element, run.element)));
  return runs.map((run) => run.raw).join("");
};

function allTextMatches(view, spec, language, within, runs) {
  const list = elementMatches(view, spec, language, within);
  if (!runs || (!spec.pattern && !spec.words.some((word) => view.squashed.includes((word.tight ??= tight(fold(word.text))))))) return list;
  const own = spec.words?.some((word) => word.own);
  for (const run of view.runs) {
    if ((within && !holds(view, within, run.element)) || list.some((m) => holds(view, m.element, run.element))) continue;
    const r = rank(spec, run.text, language);
    if (r >= 0 && own && (isNotice(view, run.element) || continued(view, run.element, true))) continue;
    if (r >= 0 && !(list.length && continued(view, run.element))) list.push({ element: run.element, rank: r, at: run.order + 1, run });
  }
  return list.sort((a, b) => view.index.get(a.element) - view.index.get(b.element));
}

// Of names of the account's own only those that are written as asked for, where there are such.
const asWritten = (spec, list) => (spec.words?.every((word) => !word.lang) && list.some((m) => m.rank === 0) ? list.filter((m) => m.rank === 0) : list);

function elementMatches(view, spec, language, within) {
  const index = textIndex(view);
  let pool = [];
  if (spec.pattern) pool = view.elements;
  else if (spec.match === "whole" || !spec.match) {
    for (const word of spec.words) {
      pool = pool.concat(index.get((word.folded ??= fold(word.text))) ?? []);
      if (!word.lang && word.folded) for (const [text, list] of index) if (withMore(text, word.folded) || (word.id && idIn(text, word.folded))) pool = pool.concat(list);
    }
    if (pool.length > 1) pool = [...new Set(pool)].sort((a, b) => view.index.get(a) - view.index.get(b));
  } else {
    const said = spec.words.some((word) => view.squashed.includes((word.tight ??= tight(fold(word.text)))));
    if (said) pool = view.elements;
  }
  const list = [];
  for (let i = pool.length - 1; i >= 0; i--) {
    const element = pool[i];
    if (!view.seen.get(element) || (within && !holds(view, within, element))) continue;
    const text = view.text.get(element);
    if (!text || text.length >= MAX_TEXT) continue;
    if (list.some((other) => holds(view, element, other.element))) continue;
    const r = saidIn(spec, text, language);
    if (r < 0) continue;
    list.push({ element, rank: r, at: view.end.get(element) });
  }
  list.reverse();
  if (spec.pattern || (spec.match && spec.match !== "whole")) return list;
  const own = spec.words.some((word) => word.own);
  // An ID that is marked in its line ("ID <b>123456</b>") is no part of a longer name.
  const isId = (element) => spec.words.some((word) => word.id && idIn(fold(view.text.get(view.parent.get(element)) || ""), word.folded));
  const kept = own ? list.filter((m) => !isNotice(view, m.element) && (!continued(view, m.element, true) || isId(m.element))) : list;
  if (kept.length < 2) return kept;
  // "Rocket" in "Rocket Old", of which a part is marked or wrapped, gives way to the one that stands alone.
  const alone = kept.filter((m) => !continued(view, m.element));
  return alone.length ? alone : kept;
}

// The rank of a text. Words that are sought within others stand in one line of it: what ends one block and begins the next says
// nothing together.
function saidIn(spec, text, language) {
  if (spec.match !== "contains" || !text.includes("\n")) return rank(spec, text, language);
  const ranks = text.split("\n").map((line) => (/\S/.test(line) ? rank(spec, line, language) : -1)).filter((r) => r >= 0);
  return ranks.length ? Math.min(...ranks) : -1;
}

// Whether words are said in passing: in a toast, a tooltip, a message for readers. What is said there is no row of a list; a
// list that tells readers of its changes has rows to click.
function isNotice(view, element) {
  if (closest(view, element, (e) => /^(status|alert|log|tooltip)$/.test(names.roleOf(e) || ""))) return true;
  const live = closest(view, element, (e) => /^(polite|assertive)$/.test(e.getAttribute("aria-live") || ""));
  if (!live || (view.text.get(live) || "").length > 160 || /\d{10,}/.test(view.text.get(live))) return false;
  return !view.elements.slice(view.index.get(live), view.end.get(live)).some((e) => CLICK_ROLES.has(names.roleOf(e)) || looksClickable(view, e));
}

// Whether a line of words goes on right before or after the element, no more than a space away; with `marked`, only where
// the element is a marked part of one text.
function continued(view, element, marked = false) {
  if (displayOf(element) !== "inline") return false;
  const [from, to] = [view.index.get(element), view.end.get(element)];
  const first = view.runs.findIndex((run) => run.order >= from);
  let last = first;
  while (last + 1 < view.runs.length && view.runs[last + 1].order < to && holds(view, element, view.runs[last + 1].element)) last++;
  const space = 0.5 * parseFloat(element.ownerDocument.defaultView.getComputedStyle(element).fontSize);
  const joins = (one, other) => {
    if (!one || !other || !/[\p{L}\p{N}]/u.test(other.text) || /:/.test(one.text + other.text)) return false;
    if (marked && !holds(view, other.element, element)) return false;
    const [a, b] = [textBox(one), textBox(other)];
    return Math.abs(a.top + a.height / 2 - b.top - b.height / 2) < 3 && gap(a, b) < space;
  };
  return joins(view.runs[last], view.runs[last + 1]) || joins(view.runs[first], view.runs[first - 1]);
}
