// The ways of a step, one by one, and what each asks the driver to do.

async function tryWay(view, q, state, way, quiet) {
  const key = way.id;
  if (!way.when.every((condition) => conditionHolds(view, q, condition))) {
    return { reason: null, again: way.scroll && (await seek(q, state, way, quiet)) };
  }
  const wait = waitFor(view, q, way, state, quiet);
  if (wait > 0) {
    lookAgain(state, wait);
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
  if (way.commit && act.kind === "click" && q.now < STALE_MS && awaitsAnswer(view, STALE_MS, -Infinity)) {
    state.pending = true;
    return { reason: null };
  }
  // An absence is not believed while a way before it is about to be gone.
  if (act.kind === "none" && way.settled && state.nearly) {
    state.pending = true;
    return { reason: null };
  }
  const options = { key, check: act.kind === "check" || act.kind === "choose", strict: !!way.commit };
  let found = { rung: null, tier: 0 };
  let inline = null;
  let bare = null;
  switch (act.kind) {
    case "none":
      break;
    case "read": {
      if (act.sole) return readSole(view, q, state, way, quiet);
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
  memory().commit = way.commit ? { target: found.element, spun: new WeakSet(spinning(view)) } : null;
  const empty = act.kind === "fill" && fieldValue(found.element) === "";
  return answerClick(view, q, found, { type: act.kind, empty }, way.commit === "never");
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
  const leads = found.element.closest?.("a[href]")?.href || null;
  return { answer: { act: { ...act, x: found.point.x, y: found.point.y }, rung: found.rung, tier: found.tier ?? 0, found: describe(found.element), leads } };
}
