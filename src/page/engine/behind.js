// What stands behind a control: a list behind a field ("2 options selected"), or a part that is folded away.
//
// The control is clicked only where what is sought is not in sight. A list that lies over the page, wherever the page has put
// it, is acted on where it stands and closed again. What it showed while it was open is remembered together with the words
// that its field shows afterwards: as long as the dialog and these words stay, it is known without being opened again.

// The list that was opened last and the dialog that its field is in, while both are there.
function revealed(view) {
  const mind = memory();
  const open = mind.reveal;
  if (!open) return null;
  if (!open.dialog || (view.index.has(open.dialog) && view.seen.get(open.dialog))) return open;
  mind.reveal = null;
  return null;
}

// Whether an element lies over what is around it.
function laidOver(view, element, within) {
  for (let e = element; e && e !== within; e = view.parent.get(e)) if (/^(absolute|fixed)$/.test(e.ownerDocument.defaultView.getComputedStyle(e).position)) return true;
  return false;
}

// Whether a click into an element's middle, or into that of something in it, would reach it.
function uppermost(view, element) {
  return view.elements.slice(view.index.get(element), view.end.get(element)).some((e) => {
    const box = boxOf(e);
    if (!view.seen.get(e) || !box.width || !inView(box)) return false;
    const hit = hitAt(box.left + box.width / 2, box.top + box.height / 2);
    return !!hit && holds(view, element, hit);
  });
}

// The list that has come up since the field was clicked: the outermost thing that is new, lies over the page, and has something
// to tick or to type into.
function popupOf(view) {
  if (view.popup !== undefined) return view.popup;
  view.popup = null;
  const open = revealed(view);
  if (!open) return null;
  let best = null;
  let end = -1;
  for (const element of view.elements) {
    const at = view.index.get(element);
    if (at < end || !view.seen.get(element) || open.before.has(element)) continue;
    const inside = open.dialog && holds(view, open.dialog, element);
    if (open.dialog && holds(view, element, open.dialog)) continue;
    if (!laidOver(view, element, inside ? open.dialog : null)) continue;
    end = view.end.get(element);
    // One control that is drawn out of its place is no list.
    if (isNotice(view, element) || isHint(element) || isCheck(element) || isEditable(element)) continue;
    // What the page behind the dialog draws anew lies under it.
    if (!inside && open.dialog && !uppermost(view, element)) continue;
    const within = view.elements.slice(at, end).filter((e) => view.seen.get(e) || isCheck(e));
    const has = within.filter((e) => isCheck(e) || OPTION_ROLES.has(names.roleOf(e)) || isEditable(e)).length;
    // A list that is still empty is one by its role, or by what its field says of it.
    const told = within.some((e) => /^(listbox|tree|grid|menu)$/.test(names.roleOf(e) || "")) || controlled(open.field).includes(element.id);
    if ((has || told || scrolls(element)) && (!best || has > best.has)) best = { element, has };
  }
  view.popup = best?.element ?? null;
  return view.popup;
}

const isHint = (element) => names.roleOf(element) === "tooltip";
const scrolls = (element) => [element, ...element.querySelectorAll("*")].some((e) => e.clientHeight > 40 && e.scrollHeight > e.clientHeight + 8);
const controlled = (field) => (field?.getAttribute("aria-controls") || field?.getAttribute("aria-owns") || "").split(/\s+/).filter(Boolean);

// What a field shows, as one text.
const wordsOf = (view, field) => fold(shownBy(view, field).join(" "));

// The key under which it is remembered what a list showed.
const proofKey = (specs) => specs.map((spec) => spec.words?.map((word) => fold(word.text)).join("/") ?? spec.pattern).sort().join("|");

// The field of a ladder in the dialog that is open; the one that was opened, where it is still there.
function fieldBehind(view, q, ladder) {
  const open = memory().reveal;
  if (open?.field && view.index.has(open.field) && view.seen.get(open.field) && open.ladder === JSON.stringify(ladder.map((l) => l.name?.label ?? null))) return open.field;
  return first(view, q, ladder);
}

// Whether it is known of a list behind a field what it shows: it was seen while it was open, and its field says the same since.
function proved(view, q, specs) {
  const proof = memory().proofs?.get(proofKey(specs));
  if (!proof || !view.index.has(proof.dialog) || !view.seen.get(proof.dialog)) return false;
  const field = view.index.has(proof.field) ? proof.field : first(view, q, proof.ladder);
  return !!field && wordsOf(view, field) === proof.words;
}

// What the field of a list says against it: another number of options than are to be on. `null`: nothing. A list that lies
// over the page may be taken for the dialog: then its field stands outside of it.
function fieldDenies(view, q, specs, ladder) {
  if (!ladder?.length) return null;
  const anywhere = ladder.flatMap((locator) => matchesOf(view, q, { ...locator, in: null }).matches.map((match) => match.element));
  for (const field of [fieldBehind(view, q, ladder), ...anywhere]) {
    if (!field || !view.seen.get(field)) continue;
    const words = wordsOf(view, field);
    if (agrees(words, specs, q.language) === false) return words;
  }
  return null;
}

// Whether the words of a closed field go with what its list showed: its number, or every name. `null`: they say neither.
function agrees(words, specs, language) {
  if (specs.every((spec) => rank({ ...spec, match: "contains" }, words, language) >= 0)) return true;
  // A field's words may be read of it twice, as a whole and in pieces.
  const numbers = [...new Set([...words.matchAll(/(?<![\p{L}\p{N}_])\d+(?![\p{L}\p{N}_])/gu)].map(([n]) => Number(n)))];
  return numbers.length === 1 ? numbers[0] === specs.length : null;
}

// After the list was closed with everything right in it: what the field says now. True where that settles it.
function settleProof(view, q, specs) {
  const mind = memory();
  const open = revealed(view);
  if (!open?.right || open.right !== proofKey(specs)) return false;
  const field = fieldBehind(view, q, open.rungs);
  if (!field) return false;
  const words = wordsOf(view, field);
  const dialog = open.dialog ?? document.documentElement;
  const rights = (mind.rights ??= new WeakMap()).get(dialog) ?? new Map();
  mind.rights.set(dialog, rights);
  const times = (rights.get(open.right) ?? 0) + 1;
  rights.set(open.right, times);
  mind.reveal = null;
  const says = agrees(words, specs, q.language);
  // Another number than was ticked: something is on that the list has not shown.
  if (says === false) (mind.doubts ??= new Set()).add(proofKey(specs));
  // Where its words are no answer, the list has to show it a second time.
  if (says === false || (says === null && times < 2)) return false;
  (mind.proofs ??= new Map()).set(proofKey(specs), { dialog, field, ladder: open.rungs, words });
  return true;
}

// Opens what stands behind the ladder's control. `null`: there is no such control.
function reveal(view, q, state, ladder, way, quiet) {
  if (!ladder?.length) return null;
  const dialog = topDialog(view);
  const key = `${way.id}/behind`;
  const rest = showsAnswer(view, quiet) ? ANSWERED_REST_MS : REVEAL_MS;
  if (quiet < rest || awaitsAnswer(view, POLL_MS)) {
    lookAgain(state, rest - quiet);
    state.pending = true;
    return { reason: null };
  }
  const counts = (memory().reveals ??= new WeakMap());
  const at = dialog ?? document.documentElement;
  const opened = counts.get(at) ?? new Map();
  const isOpen = (e) => (e.getAttribute("aria-expanded") === "true" || (e.localName === "summary" && e.parentElement?.open) ? "open" : null);
  const found = ready(view, q, state, ladder, { key, look: isOpen });
  if (!found.element) return found.reason || found.waiting ? found : null;
  if (found.already) return { reason: `${describe(found.element)} is open, and what is sought is not in it` };
  if ((opened.get(key) ?? 0) >= REVEALS) return { reason: `${describe(found.element)} was opened ${REVEALS} times, and what is sought is not in it`, missing: true };
  if (tooSoon(state, key, { ...way, calm: way.calm ?? DEAF_MS / 2 }, quiet)) return { reason: `${describe(found.element)} has just been clicked` };
  opened.set(key, (opened.get(key) ?? 0) + 1);
  counts.set(at, opened);
  memory().reveal = {
    field: found.element,
    dialog,
    before: new WeakSet(view.elements.filter((e) => view.seen.get(e))),
    rungs: ladder,
    ladder: JSON.stringify(ladder.map((l) => l.name?.label ?? null)),
    closes: 0,
    right: null,
  };
  return answerClick(view, q, found, { type: "reveal" });
}

// A list is left by what is done elsewhere in the dialog that its field is in.
function leaveList(view, element, type) {
  const mind = memory();
  if (type === "opened" || type === "reveal") return;
  const inside = (dialog, field) => dialog && view.index.has(dialog) && holds(view, dialog, element) && element !== field && !inList(view, element);
  if (inside(mind.openedDialog, mind.opened)) mind.opened = null;
  if (inside(mind.reveal?.dialog, mind.reveal?.field)) mind.reveal = null;
}

function inList(view, element) {
  const popup = popupOf(view);
  return !!popup && holds(view, popup, element);
}

// A place in the dialog where a click does nothing: its heading, or other words that nobody clicks.
function idlePlace(view, dialog, popup) {
  const root = dialog ?? document.documentElement;
  if (!view.index.has(root)) return null;
  const runs = view.runs.filter((run) => holds(view, root, run.element) && !holds(view, popup, run.element));
  const idle = runs.filter((run) => !closest(view, run.element, (e) => e !== root && (isControl(e) || isCheck(e) || e.localName === "label" || looksClickable(view, e) || /^(a|summary)$/.test(e.localName))));
  const heading = (run) => closest(view, run.element, (e) => names.roleOf(e) === "heading");
  for (const run of [...idle.filter(heading), ...idle]) {
    const box = textBox(run);
    if (!inView(box)) continue;
    const point = { x: Math.floor(box.left + Math.min(box.width / 2, 40)), y: Math.floor(box.top + box.height / 2) };
    const hit = hitAt(point.x, point.y);
    if (hit && !holds(view, popup, hit)) return { element: hit, point };
  }
  return null;
}

// Closes the list that lies over the page: by a click beside it, then on its field, then with the key for it.
function closeList(view, q, state, way, popup, quiet) {
  const open = revealed(view);
  if (!open) return { reason: null };
  const key = `${way.id}/close`;
  if (open.closes && tooSoon(state, key, { ...way, calm: 600 }, quiet)) return { reason: `${describe(popup)} has not closed` };
  const beside = idlePlace(view, open.dialog, popup);
  const onField = () => {
    const field = fieldBehind(view, q, open.rungs);
    const { point } = field ? hitPoint(view, field) : {};
    return point ? { element: field, point } : null;
  };
  const ways = [beside, onField(), "escape", beside, "escape"].filter(Boolean);
  const next = ways[open.closes++];
  if (!next) return { reason: `${describe(popup)} does not close`, missing: true };
  memory().acted?.set(key, performance.now());
  if (next === "escape") return { answer: { act: { type: "escape" }, rung: 0, tier: 0, found: describe(popup) } };
  return answerClick(view, q, { ...next, rung: 0, tier: 0 }, { type: "reveal" });
}

// A check behind a field, as far as more has to be done than for one that is in sight. `null`: it is like any other.
async function checkBehind(view, q, state, act, way, quiet, found, look) {
  const specs = act.target.map((locator) => locator.name).slice(0, 1);
  const popup = popupOf(view);
  if (!popup) {
    if (found.element || found.waiting || found.ambiguous) return null;
    if (act.on && (proved(view, q, specs) || settleProof(view, q, specs))) return { answer: { act: { type: "already" }, rung: 0, tier: 0, found: "the list behind the field" } };
    return reveal(view, q, state, act.behind, way, quiet);
  }
  const target = act.target.map((locator) => ({ ...locator, in: "popup" }));
  const here = ready(view, q, state, target, { key: `${way.id}/popup`, check: true, look });
  if (here.already) {
    const others = act.alone ? await onBeside(view, q, popup, specs) : null;
    if (others) return turnOff(view, q, state, way, quiet, others);
    const open = revealed(view);
    open.right = proofKey(specs);
    return closeList(view, q, state, way, popup, quiet);
  }
  if (here.element) return { found: here };
  if (here.waiting || here.ambiguous) return here;
  return (await seekInList(view, q, state, target, popup, quiet, specs[0]?.words?.[0]?.text)) ?? here;
}

// What a list does not show yet: it is scrolled through, and then searched.
async function seekInList(view, q, state, target, popup, quiet, word) {
  if (quiet < REVEAL_MS || awaitsAnswer(view, POLL_MS)) {
    lookAgain(state, REVEAL_MS - quiet);
    state.pending = true;
    return { reason: "the list is still coming" };
  }
  const shows = (now) => target.some((locator) => matchesOf(now, q, locator).matches.length === 1);
  if (!state.hunted.has(state.sign) && state.hunted.size < HUNTS) {
    state.hunted.add(state.sign);
    if (await scrollOn(shows, popup)) {
      state.moving = true;
      return { reason: "the list was scrolled" };
    }
  }
  return searchFor(view, q, state, { in: "popup" }, quiet, word);
}

// What else is on in a list that only one may be on in.
async function onBeside(view, q, popup, specs) {
  const table = [...(await surveyChecks(view, popup, null, q)).values()];
  return table.find((c) => c.on && !c.disabled && !specs.some((spec) => c.names.some((name) => rank(spec, name, q.language) >= 0))) ?? null;
}

async function turnOff(view, q, state, way, quiet, check) {
  await sweep(popupOf(view), (now) => listChecks(now, popupOf(now), null).some((c) => fold(c.name) === fold(check.name)));
  const now = fresh();
  const literal = { words: [{ text: check.name }], match: "whole" };
  const found = ready(now, q, state, [{ control: "check", name: literal, in: "popup", which: "first" }], { key: `${way.id}/off`, check: true });
  if (!found.point) return found;
  if (tooSoon(state, `${way.id}/off/${fold(check.name)}`, way, quiet)) return { reason: `${describe(found.element)} has just been clicked` };
  return answerClick(now, q, found, { type: "check", again: true });
}
