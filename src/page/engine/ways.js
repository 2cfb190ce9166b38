// The ways of a step, one by one, and what each asks the driver to do.

const HOLD_MS = 1500; // what moves for longer never comes to rest
const ANSWER_MS = 3500; // a page that shows nothing at all of the last act may still be about to answer it
const WEIGHTY_MS = 1000; // an absence that asks for so much rest is one that matters
const HUNT_MS = 200; // a page that has rested for so long shows what it shows without scrolling
const HUNTS = 4; // how often one question scrolls through the lists
const STALE_MS = 3000; // the longest that an answer to a click is waited for before what shows is taken for it
const SLIGHT_MS = 120; // an absence that little depends on, of a page that has been answered
const ANSWERED_MS = 1200; // an absence that so much depends on, of a page that has been answered
const GRAVE_MS = 3000; // an absence that asks for so much rest leads to something that is made
const GIVE_UP_MS = 4000; // what asks for so much rest after a commit takes it for failed
const PATIENT_SHARE = 0.8; // of the time for a step: so long a commit that the page is silent about may still be done
const LOOK_MS = 100; // what no mutation tells (a style sheet, a picture, a hover) is looked for so often

// Wakes the question when this time is over, if nothing changes before.
const lookAgain = (state, ms) => (state.wake = Math.min(state.wake, Math.max(ms, 1)));

async function tryWay(view, q, state, way, quiet) {
  const key = way.id;
  if (way.after && q.now < way.after) {
    lookAgain(state, way.after - q.now);
    state.pending = true;
    return { reason: null };
  }
  if (!way.when.every((condition) => conditionHolds(view, q, condition))) {
    return { reason: null, again: way.scroll && (await seek(q, state, way, quiet)) };
  }
  const rest = restFor(view, q, way, state, quiet);
  if (rest !== null && rest !== undefined && quiet < rest) {
    lookAgain(state, rest - quiet);
    state.pending = true;
    return { reason: null, unsettled: true };
  }
  // What was opened is gone with the document that it was opened in.
  if (way.gone && memory().before && memory().openedIn.defaultView) return { reason: null };
  const act = way.act;
  // What the last click was to bring has not come yet: what shows may still be what was there before it.
  const ticks = act.kind === "check" || act.kind === "checkOnly";
  if (ticks && performance.now() - memory().actAt < STALE_MS && awaitsAnswer(view, STALE_MS)) {
    state.pending = true;
    return { reason: null };
  }
  // Nor is a commit made while what it is about may still change.
  if (way.guards.length && act.kind === "click" && q.now < STALE_MS && awaitsAnswer(view, STALE_MS, -Infinity)) {
    state.pending = true;
    return { reason: null };
  }
  // An absence is not believed while a way before it is about to be gone.
  if (act.kind === "none" && way.settle && state.nearly) {
    state.pending = true;
    return { reason: null };
  }
  const options = { key, check: act.kind === "check" || act.kind === "choose", strict: way.guards.length > 0 };
  let found = { rung: null, tier: 0 };
  let inline = null;
  let bare = null;
  switch (act.kind) {
    case "none":
      break;
    case "read": {
      const value = readValue(view, q, act);
      if (value.many) return { reason: `${value.many} different values match${told(value.values)}`, ambiguous: true };
      if (value.value !== undefined) return { answer: { act: { type: "value", value: value.value }, rung: value.rung, tier: 0, found: value.from } };
      if (act.copy.length && quiet >= 250) {
        found = ready(view, q, state, act.copy, { key: `${key}/copy` });
        if (found.point) {
          watchCopy(view);
          return answerClick(view, q, found, { type: "copy" });
        }
      }
      return { reason: value.near ?? found.reason ?? "no such value shows" };
    }
    case "click":
      found = ready(view, q, state, act.target, options);
      break;
    case "fill":
      found = ready(view, q, state, act.target, { ...options, fresh: way.fresh, look: (e) => (fieldValue(e) === act.value ? "filled" : null) });
      break;
    case "check": {
      const look = (e) => (checkState(view, e, q) === act.on ? "so" : null);
      found = ready(view, q, state, act.target, { ...options, look });
      if (act.behind?.length) {
        const other = await checkBehind(view, q, state, act, way, quiet, found, look);
        if (other && !other.found) return other;
        found = other?.found ?? found;
      }
      if (!found.element && !found.waiting && quiet >= HUNT_MS) state.hunt ??= act.target;
      break;
    }
    case "choose": {
      inline = inlineOption(view, q, act.target, act.option);
      if (inline) {
        if (checkedOf(inline)) return { answer: { act: { type: "already" }, rung: 0, tier: 0, found: describe(inline) } };
        found = ready(view, q, state, act.option.map((o) => ({ ...o, control: "check", in: act.target[0]?.in ?? o.in })), options);
        break;
      }
      (memory().others ??= new Map()).set(pickerKey(act.target), act.others ?? []);
      bare = bareOption(view, q, act.target, act.option, act.others ?? []);
      if (bare) {
        if (checkState(view, bare, q) === true) return { answer: { act: { type: "already" }, rung: 0, tier: 0, found: describe(bare) } };
        found = ready(view, q, state, act.option.map((o) => ({ ...o, control: "text", in: act.target[0]?.in ?? o.in })), options);
        break;
      }
      found = ready(view, q, state, act.target, { ...options, look: (e) => (shows(view, q, e, act.option) && isSole(q, e, act.option) ? "shown" : null) });
      if (found.element) {
        (memory().pickers ??= new Map()).set(pickerKey(act.target), isPicker(found.element));
        (memory().chosen ??= new WeakSet()).add(found.element);
      }
      if (found.element && !found.already && found.element.localName === "select") return nativeSelect(view, q, found, act.option);
      break;
    }
    case "checkOnly":
      return checkOnly(view, q, state, act, way, quiet);
    default:
      return { reason: `unknown action ${act.kind}` };
  }
  // Only whether it could be clicked is of interest: what lies over it.
  if (way.probe) return lieOver(view, q, state, act.target ?? [], key);
  if (act.kind !== "none" && !found.element) return found;
  if (found.already) return { answer: { act: { type: "already" }, rung: found.rung, tier: found.tier, found: describe(found.element) } };
  for (const guard of way.guards) {
    const fails = await guardFails(view, q, guard);
    if (!fails) continue;
    // What is on besides is turned off first, in sight, and the guard asked again.
    const off = fails.surplus && act.kind === "click" && way.mend ? turnOffSurplus(view, q, state, way, quiet, guard, fails.surplus) : null;
    return off ?? { reason: fails.reason ?? fails, guard: true, rung: found.rung };
  }
  if (act.kind === "none") return { answer: { act: { type: "none" }, rung: null, tier: 0, found: null } };
  if (!found.point) return found;
  if ((act.kind === "check" || act.kind === "choose") && tooSoon(state, key, way, quiet)) return { reason: `${describe(found.element)} has just been clicked` };
  if ((act.kind === "check" || bare) && checkState(view, found.element, q) === null) {
    // Words that were clicked in vain: the drawing beside them.
    if (touched(q, checkName(view, found.element)) !== undefined) found = { ...found, ...drawingOf(view, found) };
    touch(view, q, found.element);
  }
  if (inline || bare) return answerClick(view, q, found, { type: "check", again: true });
  if (act.kind === "choose") {
    memory().before = new WeakSet(view.elements.filter((e) => view.seen.get(e)));
    memory().openedIn = found.element.ownerDocument;
    memory().opened = found.element;
    memory().openedDialog = topDialog(view);
    const editable = isEditable(found.element) && !found.element.readOnly ? found.element : null;
    return answerClick(view, q, found, { type: "opened", editable: !!editable });
  }
  // Found among all that the list has, it is the only one.
  if (act.kind === "click" && act.target[found.rung]?.control === "option") (memory().soles ??= new Set()).add(soleKey(act.target));
  if (act.kind === "fill") memory().filled = { element: found.element, value: act.value };
  passOver(view, q, act.target[found.rung], found.element);
  memory().commit = way.guards.length ? { target: found.element, spun: new WeakSet(spinning(view)) } : null;
  const empty = act.kind === "fill" && fieldValue(found.element) === "";
  return answerClick(view, q, found, { type: act.kind, empty }, way.once);
}

// Whether it is known that what a picker shows is the only one of this name: of a list into which nobody has looked it is not.
// Only names of the account's own have twins.
function isSole(q, picker, option) {
  if (!option.some((locator) => locator.name?.words?.some((word) => word.own))) return true;
  if (picker.localName === "select") return optionsThatFit(q, picker, option).length === 1;
  if (!isPicker(picker) || names.stateOf(picker).disabled) return true;
  return !!memory().soles?.has(soleKey(option));
}

const soleKey = (option) => JSON.stringify(option.map((locator) => locator.name?.words?.map((word) => word.text)));

// The options of a native select that can be chosen.
const usableOptions = (select) => [...select.options].filter((o) => !o.disabled && !(o.parentElement.localName === "optgroup" && o.parentElement.disabled) && !o.hidden);

// Those that fit best.
function optionsThatFit(q, select, option) {
  const ranked = usableOptions(select).map((o) => ({ o, rank: Math.min(...option.map((locator) => rank(locator.name, o.label || o.text, q.language)).filter((r) => r >= 0)) })).filter((r) => r.rank < Infinity);
  return ranked.filter((r) => r.rank === Math.min(...ranked.map((other) => other.rank))).map((r) => r.o);
}

function drawingOf(view, found) {
  const line = boxOf(found.element);
  let row = view.parent.get(found.element);
  for (let step = 0; row && step < 4 && sizeOf(view, row) <= 30; step++, row = view.parent.get(row)) {
    const level = drawings(view, row, found.element).find((point) => point.y > line.top - 8 && point.y < line.top + line.height + 8);
    const reach = level && hitAt(level.x, level.y);
    if (reach && holds(view, row, reach)) return { point: level, reach };
  }
  return {};
}

// How long the page must rest before a way is believed: longer where it has not answered the last act at all, and for most
// of the time where that was a commit, or the page is still at work on one.
function restFor(view, q, way, state, quiet) {
  if (typeof way.settle === "number" && awaitsAnswer(view, way.settle >= GRAVE_MS || memory().commit ? q.timeout * PATIENT_SHARE : POLL_MS)) return Infinity;
  // What is shown before the server was asked may be what the page begins with.
  if (way.unanswered && !showsAnswer(view, quiet)) return Math.max(way.settle ?? 0, way.unanswered);
  // What little hangs on, and the page has been answered since the last act, shows within a few frames or not at all.
  if (way.act.kind === "none" && way.settle < WEIGHTY_MS && showsAnswer(view, quiet)) return Math.min(way.settle, SLIGHT_MS);
  if (way.act.kind !== "none" || !(way.settle >= WEIGHTY_MS)) return way.settle;
  const unanswered = memory().signAtAct === state.sign;
  const early = q.now < q.timeout * PATIENT_SHARE;
  // The page says that it is still at work: what is not there may be what it brings.
  if (way.settle >= GRAVE_MS && early && view.waits) return Infinity;
  if (way.settle >= GRAVE_MS && !memory().commit && showsAnswer(view, quiet)) return Math.max(ANSWERED_MS, unanswered ? ANSWER_MS : 0);
  if (way.settle >= GIVE_UP_MS && early && memory().commit && (unanswered || atWork(view))) return Infinity;
  return unanswered ? Math.max(way.settle, ANSWER_MS) : way.settle;
}

// Whether the page shows that the commit is on its way: what began to spin with it still does, or its button is greyed.
function atWork(view) {
  const { spun, target } = memory().commit;
  return spinning(view).some((one) => !spun.has(one)) || (view.seen.get(target) && !!names.stateOf(target).disabled);
}

// Which dialog is open above the one that the ladder's control is in, if that still shows.
function lieOver(view, q, state, ladder, key) {
  const { element } = ready(view, q, state, ladder, { key, presence: true });
  const over = topDialog(view);
  if (!over || (element && (holds(view, over, element) || holds(view, element, over)))) return { reason: null };
  if (!element) return dialogs(view).length ? { reason: `${describe(over)} has taken its place (${JSON.stringify(clip(view.text.get(over) || "", 160))})`, coveredBy: over } : { reason: null };
  return { reason: `${describe(element)} lies under ${describe(over)} (${JSON.stringify(clip(view.text.get(over) || "", 160))})`, coveredBy: over };
}

// What was clicked a moment ago may show it late: it is clicked again only when the page has long been quiet.
function tooSoon(state, key, way, quiet) {
  const acted = (memory().acted ??= new Map());
  if (way.calm && acted.has(key) && performance.now() - acted.get(key) < 5000 && quiet < way.calm) {
    state.pending = true;
    return true;
  }
  acted.set(key, performance.now());
  memory().actedLast = key;
  return false;
}

function answerClick(view, q, found, act, once = false) {
  armClick(view, found.element, found.reach ?? found.element, q.click, once);
  if (once) noteStanding(view, found.element);
  memory().clickedNow = found.element;
  leaveList(view, found.element, act.type);
  const top = topDialog(view);
  memory().worked = top && holds(view, top, found.element) ? top : null;
  memory().actAt = performance.now();
  // A list that has nothing to filter answers to a filter with nothing: only clicks are waited for.
  memory().signAtAct = act.type === "fill" ? null : memory().click.sign;
  return { answer: { act: { ...act, x: found.point.x, y: found.point.y }, rung: found.rung, tier: found.tier ?? 0, found: describe(found.element) } };
}

// Arrow keys from the present option to the wished one: real input, which also works inside frames.
function nativeSelect(view, q, found, option) {
  const select = found.element;
  const usable = usableOptions(select);
  const match = optionsThatFit(q, select, option);
  if (!match.length) return { reason: `${describe(select)} does not offer it; it offers ${usable.slice(0, 8).map((o) => JSON.stringify(clip(o.text, 40))).join(", ")}` };
  if (match.length > 1) return { reason: `${describe(select)} offers it ${match.length} times`, ambiguous: true };
  select.focus();
  const to = usable.indexOf(match[0]);
  // Every arrow tells the page of a change; so that it hears of no option in between, all but the last are passed silently.
  const beside = usable[to > 0 ? to - 1 : 1];
  if (beside) select.selectedIndex = beside.index;
  const from = usable.indexOf(select.selectedOptions[0]);
  return { answer: { act: { type: "keys", delta: from < 0 ? to + 1 : to - from }, rung: found.rung, tier: found.tier, found: describe(select) } };
}

// Scrolls lists until a match of the ladder is rendered. True when one came to light.
async function hunt(view, q, state, ladder) {
  // Once for each state of the page: what comes late may have brought it.
  if (state.hunted.has(state.sign) || state.hunted.size >= HUNTS) return false;
  state.hunted.add(state.sign);
  const scope = scopeOf(view, q, ladder[0]);
  const shows = (now) => ladder.some((locator) => matchesOf(now, q, locator).matches.length === 1);
  return !!(await sweep(scope.root ?? null, shows)) || scrollOn(shows, scope.root);
}

// Scrolls on, once a question and only on a settled page, to what a list or the page shows only further down. Found, it is
// left in view, and the next look sees it; else everything is put back.
async function seek(q, state, way, quiet) {
  const sought = (state.sought ??= new Set());
  if (sought.has(way.id)) return false;
  if (quiet < (way.settle ?? 0)) {
    lookAgain(state, way.settle - quiet);
    state.pending = true;
    return false;
  }
  sought.add(way.id);
  await scrollOn((view) => way.when.every((condition) => conditionHolds(view, q, condition)));
  state.moving = true;
  return true;
}

// Exactly these checks of a list on, wherever the list stands: in the dialog, or in a list behind a field of it.
async function checkOnly(view, q, state, act, way, quiet) {
  const popup = act.behind?.length ? popupOf(view) : null;
  const where = popup ? "popup" : act.in;
  const scope = scopeOf(view, q, { in: where });
  if (scope.none) return { reason: scope.none };
  const regex = new RegExp(`^(?:${act.among})$`, "iu");
  const wanted = (name) => act.names.some((spec) => rank(spec, name, q.language) >= 0);
  const here = listChecks(view, scope.root, regex);
  const already = (what) => ({ answer: { act: { type: "already" }, rung: 0, tier: 0, found: what } });
  if (!here.length && act.behind?.length) {
    if (popup) return (await seekInList(view, q, state, act.names.map((name) => ({ control: "check", name, in: "popup" })), popup, quiet, act.names[0]?.words?.[0]?.text)) ?? { reason: `${describe(popup)} shows nothing to tick` };
    if (proved(view, q, act.names) || settleProof(view, q, act.names)) return already(`exactly ${act.names.length} on in the list behind the field`);
    const opened = reveal(view, q, state, act.behind, way, quiet);
    if (opened) return opened;
  }
  if (!here.length) return searchFor(view, q, state, { in: where }, quiet, act.names[0]?.words?.[0]?.text) ?? { reason: "the list is not there" };
  // What can be mended without scrolling is mended first.
  let now = view;
  let target = here.find((c) => wrong(view, q, c, wanted(c.name)));
  if (!target) {
    const doubted = act.behind?.length && memory().doubts?.has(proofKey(act.names));
    const table = await surveyChecks(view, scope.root, act.among, q, doubted);
    const missing = act.names.filter((spec) => ![...table.values()].some((c) => rank(spec, c.name, q.language) >= 0));
    const off = [...table.values()].find((c) => (wanted(c.name) ? c.on !== true : c.on === true && !c.disabled));
    // Something is on that the list does not show: what a search for nearly everything brings is looked through as well.
    const denies = !off && !missing.length ? fieldDenies(view, q, act.names, act.behind) : null;
    if (denies) {
      (memory().doubts ??= new Set()).add(proofKey(act.names));
      const searched = searchFor(view, q, state, { in: where }, quiet, "_") ?? searchFor(view, q, state, { in: where }, quiet, "");
      if (searched?.answer) return searched;
      return { reason: `exactly ${act.names.length} are on in the list, but its field shows ${JSON.stringify(denies)}`, guard: true };
    }
    if (!off && !missing.length) {
      if (!popup) return already(`exactly ${act.names.length} on`);
      revealed(view).right = proofKey(act.names);
      return closeList(view, q, state, way, popup, quiet);
    }
    if (!off) {
      const searched = searchFor(view, q, state, { in: where }, quiet, missing[0].words?.[0]?.text);
      if (searched) return searched;
      // A list that grows at its end has the rest further down.
      const more = (now) => listChecks(now, scope.root, regex).some((c) => missing.some((spec) => rank(spec, c.name, q.language) >= 0));
      const grown = !state.hunted.has(state.sign) && state.hunted.size < HUNTS && (await scrollOn(more, scope.root));
      state.hunted.add(state.sign);
      if (grown) state.moving = true;
      return { reason: `not in the list of ${table.size}: ${missing.map((s) => s.words?.[0]?.text).join(", ")}`, missing: !grown };
    }
    if (off.past) return searchFor(view, q, state, { in: where }, quiet, off.name) ?? { reason: `${JSON.stringify(off.name)} does not show any more` };
    await sweep(scope.root, (now) => listChecks(now, scope.root, regex).some((c) => fold(c.name) === fold(off.name)));
    now = fresh();
    target = listChecks(now, scope.root, regex).find((c) => wrong(now, q, c, wanted(c.name)));
    state.moving = true;
    if (!target) return { reason: "the list is being rendered anew" };
  }
  if (names.stateOf(target.element).disabled) return { reason: `${describe(target.element)} is greyed`, missing: true };
  const literal = { words: [{ text: target.name }], match: "whole" };
  const found = ready(now, q, state, [{ control: "check", name: literal, in: where, which: "first" }], { key: `${way.id}/${target.name}`, check: true });
  if (!found.point) return found;
  if (tooSoon(state, `${way.id}/${fold(target.name)}`, way, quiet)) return { reason: `${describe(found.element)} has just been clicked` };
  if (checkState(now, found.element, q) === null) touch(now, q, found.element);
  return answerClick(now, q, found, { type: "check", again: true });
}

// One of the checks that are on besides those that a guard wants. `null`: none can be turned off.
function turnOffSurplus(view, q, state, way, quiet, guard, surplus) {
  for (const check of surplus) {
    if (check.disabled) continue;
    const literal = { words: [{ text: check.name }], match: "whole" };
    const found = ready(view, q, state, [{ control: "check", name: literal, in: guard.in, which: "first" }], { key: `${way.id}/off/${check.name}`, check: true });
    if (found.waiting) return found;
    if (!found.point) continue;
    if (tooSoon(state, `${way.id}/off/${fold(check.name)}`, way, quiet)) return { reason: `${describe(found.element)} has just been clicked` };
    return answerClick(view, q, found, { type: "check", again: true });
  }
  return null;
}

const wrong = (view, q, check, wish) => {
  const is = checkState(view, check.element, q);
  if (names.stateOf(check.element).disabled && !wish) return false;
  return wish ? is !== true : is === true;
};

const SEARCH = /search|filter|busca|pesquis|procur|cerca|filtr|such|recherch/;

// The search fields of a list. In a list that was opened behind a field, what can be typed into is its search, named or not.
const searchFields = (view, root) => view.elements.filter((e) => isEditable(e) && seen(view, e) && (!root || holds(view, root, e)) && ((root && root === popupOf(view)) || names.roleOf(e) === "searchbox" || SEARCH.test(fold(names.nameOf(e))) || SEARCH.test(fold(e.getAttribute("placeholder") || ""))));

// Searches for a word in the search field of a list that does not show everything at once; each word but twice.
function searchFor(view, q, state, act, quiet, word = "") {
  if (quiet < 250) return { reason: "the list is still coming" };
  const scope = scopeOf(view, q, act);
  const fields = searchFields(view, scope.root);
  if (fields.length !== 1) return null;
  const field = fields[0];
  const text = fieldValue(field) === word ? "" : word;
  if (fieldValue(field) === text) return null;
  const searches = listMemory(scope.root).searches;
  if ((searches.get(text) ?? 0) >= (text ? 2 : 6)) return null;
  const box = boxOf(field);
  if (!inView(box)) scrollTo(field);
  const { point } = hitPoint(view, field);
  if (!point) return null;
  searches.set(text, (searches.get(text) ?? 0) + 1);
  memory().filled = { element: field, value: text };
  return answerClick(view, q, { element: field, point, rung: 0, tier: 0 }, { type: "search", text, again: true });
}

// ----- the question -----

async function ask(q) {
  const mind = memory();
  const began = performance.now();
  if (q.contextKey) {
    if (q.context) mind.context = { key: q.contextKey, ...q.context };
    if (mind.context?.key !== q.contextKey) return { kind: "context" };
    q.regions = mind.context.regions;
    q.never = mind.context.never;
    q.rail = mind.context.rail;
    q.ways = [...mind.context.ways, ...q.ways];
  }
  // What may be in the way at any moment, and hardly ever is.
  const passing = q.contextKey ? mind.context.ways.length : 0;
  q.language = pageLanguage(q.override);
  const lost = verdict(q.clicked);
  if (await pressLost(lost)) return { kind: "redo", reason: lost.over ? `the release fell on ${lost.by}` : "the control was rendered anew between press and release" };
  // What never arrived need not be waited for.
  if (lost?.lost) mind.acted?.delete(mind.actedLast);
  if (lost?.lost) return { kind: "redo", reason: lost.by ? `the click fell on ${lost.by}` : "the click reached nothing" };
  if (q.filled && mind.filled) {
    const { element, value } = mind.filled;
    mind.filled = null;
    if (element.isConnected && fieldValue(element) !== value) return { kind: "redo", reason: `the field has ${JSON.stringify(clip(fieldValue(element), 60))} after typing` };
  }
  // A question goes on over several slices; its memory goes with the document.
  let state = mind.questions[q.id];
  if (!state) {
    state = { stood: {}, boxes: new WeakMap(), scrolled: new WeakSet(), sign: null, signs: new Map(), hunted: new Set(), quietSince: 0, busySince: null, early: {} };
    mind.questions = { [q.id]: state };
    state.quietSince = q.spent;
    // Nothing was done since the last answer, so a page that was quiet then and says the same has been quiet all along.
    if (mind.calm) Object.assign(state, { sign: mind.calm.sign, quietSince: q.spent - (performance.now() - mind.calm.since) });
    mind.calm = null;
  }
  let view = null;
  let reasons = [];
  const clock = () => q.spent + (performance.now() - began);
  notHad(state, q.spent - (state.left ?? q.spent) - LOOK_MS);
  for (;;) {
    q.now = clock();
    view = fresh();
    watchTraffic(view);
    state.moving = false;
    state.nearly = false;
    state.pending = false;
    state.hunt = null;
    state.wake = LOOK_MS;
    reasons = [];
    const quiet = settling(view, state, q.now);
    for (let i = 0; i < q.ways.length; i++) {
      const way = q.ways[i];
      q.passing = i < passing;
      const result = await tryWay(view, q, state, way, quiet);
      const several = result.answer && way.several && reasons.find((r) => r.ambiguous);
      if (several) return { kind: "stuck", waited: performance.now() - began, language: q.language, sign: state.sign, why: "ambiguous", reason: several.reason, way: several.way, ...explain(view, q, reasons) };
      if (result.answer) {
        rememberBoxes(view);
        const idle = ["none", "already", "value"].includes(result.answer.act.type);
        if (idle) mind.calm = { sign: state.sign, since: performance.now() - quiet };
        if (["click", "check", "opened"].includes(result.answer.act.type)) {
          mind.textsAtClick = new Set(view.elements.filter((e) => mind.boxes.has(e)).map((e) => view.text.get(e)));
          mind.clickedLast = mind.clickedNow;
        }
        return { kind: "way", way: i, waited: performance.now() - began, pressed: !!lost, language: q.language, url: location.href, title: document.title, sign: state.sign, ...result.answer };
      }
      if (result.again) break; // the page is not the one that was looked at any more
      if (result.reason) reasons.push({ way: i, ...result });
      // What shows and is only not still yet is not passed over for a later way.
      if (result.waiting) {
        state.heldSince ??= q.now;
        if (q.now - state.heldSince < HOLD_MS) break;
      }
    }
    // What no way has found as the page is may only have to be scrolled to.
    if (state.hunt && !state.moving && !awaitsAnswer(view, POLL_MS) && (await hunt(view, q, state, state.hunt))) state.moving = true;
    if (q.repeatable && unheard(view)) return { kind: "redo", reason: "nothing came of the click" };
    const early = tooLate(view, q, state, reasons, quiet);
    if (early) return { kind: "stuck", waited: performance.now() - began, language: q.language, sign: state.sign, ...early, ...explain(view, q, reasons) };
    const spent = performance.now() - began;
    state.left = clock();
    if (spent >= q.slice) break;
    notHad(state, state.left - q.now - FRAME_MS);
    // What fades in tells of no change until it is there.
    if (state.moving || fades()) await frame();
    else {
      const wait = Math.min(state.wake, Math.max(q.slice - spent, 1));
      await change(view, wait);
      notHad(state, clock() - state.left - wait - FRAME_MS);
      // At once, but no more often than frames are drawn.
      if (performance.now() - began - (q.now - q.spent) < FRAME_MS && performance.now() - began < q.slice) await frame();
    }
  }
  const over = q.spent + (performance.now() - began) >= q.timeout;
  const head = { kind: over ? "timeout" : "pending", waited: performance.now() - began, language: q.language, url: location.href, sign: state.sign };
  if (!over) return head;
  const covered = reasons.find((r) => r.coveredBy);
  // Several that fit say more about a time that is up than that none was found.
  const several = reasons.find((r) => r.ambiguous);
  const why = covered ? { why: "unknown_dialog", reason: covered.reason } : several ? { why: "ambiguous", reason: several.reason } : {};
  return { ...head, ...why, ...explain(view, q, reasons) };
}

// Time that the page did not have, because the machine was busy or we were, is no rest: nothing could have come in it.
function notHad(state, ms) {
  if (ms > 0) state.quietSince += ms;
}

// Troubles that stand on a settled page for long will not go by themselves: say so before the time is up.
function tooLate(view, q, state, reasons, quiet) {
  if (!q.strict) return null;
  const standing = (kind, yes, ms) => {
    if (!yes) state.early[kind] = null;
    else state.early[kind] ??= q.now;
    return yes && q.now - state.early[kind] >= ms;
  };
  const covered = reasons.find((r) => r.coveredBy);
  if (standing("covered", !!covered, COVERED_MS)) return { why: "unknown_dialog", reason: covered.reason, way: covered.way };
  if (state.pending) return null;
  const ambiguous = reasons.find((r) => r.ambiguous);
  const guard = reasons.find((r) => r.guard);
  const missing = reasons.find((r) => r.missing);
  if (standing("ambiguous", !!ambiguous, EARLY_MS) && quiet > 800) return { why: "ambiguous", reason: ambiguous.reason, way: ambiguous.way };
  if (standing("guard", !!guard, EARLY_MS) && quiet > 800) return { why: "guard", reason: guard.reason, way: guard.way };
  if (standing("missing", !!missing, EARLY_MS) && quiet > 1500) return { why: "not_found", reason: missing.reason, way: missing.way };
  return null;
}
