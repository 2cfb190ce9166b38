// Exactly these checks of a list on.

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
  // Nor is a list looked through again for what it has shown further down: only once all of it may be right.
  const { places } = listMemory(scope.root);
  const further = target ? [] : [...places.keys()].filter((name) => wanted(name) && places.get(name).on !== true && !here.some((c) => fold(c.name) === name));
  for (const name of further) {
    const there = await scrollBack(scope.root, name, regex);
    if (!there) continue;
    state.moving = true;
    now = there;
    target = listChecks(there, scope.root, regex).find((c) => fold(c.name) === name && wrong(there, q, c, true));
    if (target) break;
    places.get(name).on = true;
  }
  if (!target) {
    const doubted = act.behind?.length && memory().doubts?.has(proofKey(act.names));
    const table = await surveyChecks(now, scope.root, act.among, q, doubted);
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
    now = await scrollBack(scope.root, off.name, regex);
    if (!now) {
      await sweep(scope.root, (now) => listChecks(now, scope.root, regex).some((c) => fold(c.name) === fold(off.name)));
      now = fresh();
    }
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
