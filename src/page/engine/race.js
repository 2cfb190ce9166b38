// One question: the ways that are open now race, and the first that can be gone is the answer.
//
// What is there is believed the moment it is actionable. What is not there is believed only when the page has settled.

const STAND_MS = 160; // a lower tier must have stood for so long without a better one
const BUSY_CAP_MS = 8000; // what still spins after so long is a decoration
const COMES_AND_GOES = 2; // a page that has looked the same so often before has not changed
const SPIN_BREAK_MS = 2000; // what has not been seen to spin for so long has stopped in between
const EARLY_MS = 2500; // an ambiguity or a failing guard that stands for so long on a settled page will not mend itself
const UNDRAWN_MS = 250; // a tab that has not drawn a frame for so long is hidden
const FRAME_MS = 20; // a tab that is seen has drawn a frame within this time
const GLIDE_PX = 2.5; // what moves less in a frame is still under the pointer when the click arrives
const GLIDE_OPACITY = 0.3; // from here on a person would see what it is
const GLIDE_MS = 400; // a movement that goes on for longer is no fade
const COVERED_MS = 5000; // a dialog that lies over the control for so long is not closing late

let frames = 0; // drawn since the engine is here

const frame = () =>
  new Promise((done) => {
    const timer = setTimeout(done, 40); // a hidden tab draws no frames
    requestAnimationFrame(() => {
      frames++;
      clearTimeout(timer);
      done();
    });
  });

// The next change of any part of the page, the end of what it has asked its server, or the time-out.
function change(view, ms) {
  return new Promise((done) => {
    const observers = [];
    const timer = setTimeout(end, ms);
    memory().answered = end;
    function end() {
      clearTimeout(timer);
      memory().answered = null;
      for (const observer of observers) observer.disconnect();
      done();
    }
    for (const root of view.roots) {
      const target = root.nodeType === Node.DOCUMENT_NODE ? root : root;
      try {
        const observer = new MutationObserver(end);
        observer.observe(target, { subtree: true, childList: true, attributes: true, characterData: true });
        observers.push(observer);
      } catch {
        // a frame that is just going
      }
    }
  });
}

// ----- settling -----

function busy(view) {
  if (document.readyState !== "complete") return "the page is loading";
  for (const root of view.roots) {
    for (const element of root.querySelectorAll('[aria-busy="true"], [role="progressbar"], progress')) {
      if (!view.seen.get(element)) continue;
      // What says how far it is may stand for good; what only says that it is at work does not.
      if (element.ariaBusy === "true" || !(element.hasAttribute("aria-valuenow") || element.hasAttribute("value"))) view.waits = true;
      return "a progress bar shows";
    }
  }
  let why = null;
  for (const { target, endless } of animated(view)) {
    if (!endless) why ??= "something moves";
    else if (!spinsForGood(target)) why ??= "something spins";
  }
  return why;
}

// What an animation shows to be moving, of what is seen; `endless`: it spins.
function animated(view) {
  const running = (document.getAnimations?.() ?? []).filter((animation) => animation.playState === "running");
  const list = running.map(({ effect }) => ({ target: effect?.target, endless: effect?.getTiming().iterations === Infinity }));
  return list.filter(({ target }) => target && view.seen.get(target) && !inPassing(view, target));
}

// Whether something moves that will be over, be it to be seen yet or not.
const fades = () => (document.getAnimations?.() ?? []).some(({ playState, effect }) => playState === "running" && effect?.getTiming().iterations !== Infinity);

const spinning = (view) => animated(view).filter((one) => one.endless).map((one) => one.target);

// What has spun for so long without a break is a decoration, also for the next question.
function spinsForGood(target) {
  const spins = (memory().spins ??= new WeakMap());
  const now = performance.now();
  const spin = spins.get(target);
  if (!spin || now - spin.last > SPIN_BREAK_MS) {
    spins.set(target, { first: now, last: now });
    return false;
  }
  spin.last = now;
  return now - spin.first > BUSY_CAP_MS;
}

// Whether the element is a part of what is said in passing, which is no change of the page.
function inPassing(view, element) {
  view.passing ??= view.elements.filter((e) => /^(status|log|timer|marquee)$/.test(e.getAttribute("role") || ""));
  return view.passing.some((e) => holds(view, e, element));
}

// The words and states of the page without its figures: a clock that ticks or a list that is rendered anew with the same
// content is not a change. With a root, only of what is in it; with `except`, without what is in there.
function signature(view, root = null, except = null) {
  let sum = 0;
  let text = location.href.split("#")[0];
  const counts = (element) => (!root || holds(view, root, element)) && (!except || !holds(view, except, element)) && !inPassing(view, element);
  for (const run of view.runs) if (counts(run.element)) text += "|" + run.text;
  for (const element of view.elements) {
    if (!counts(element)) continue;
    if (nativeCheck(element)) text += element.checked ? "+" : "-";
    else if (element.localName === "dialog" || element.hasAttribute("aria-disabled") || element.disabled) text += element.getAttribute("aria-disabled") || "d";
  }
  text = text.replace(/\d+/g, "#");
  for (let i = 0; i < text.length; i++) sum = (sum * 31 + text.charCodeAt(i)) | 0;
  return sum + ":" + text.length;
}

function settling(view, state, now) {
  const sign = signature(view);
  const why = busy(view);
  if (why) state.busySince ??= now;
  else state.busySince = null;
  const busyNow = why && now - state.busySince < BUSY_CAP_MS;
  if (busyNow) state.quietSince = now;
  if (sign !== state.sign) {
    // What comes and goes and comes again (a banner, a toast) says nothing about the rest of the page.
    const times = state.signs.get(sign) ?? 0;
    if (times < COMES_AND_GOES) state.quietSince = now;
    state.signs.set(sign, times + 1);
    state.sign = sign;
  }
  return now - state.quietSince;
}

// ----- one control, ready to be acted on -----

function ready(view, q, state, ladder, options) {
  let reason = null;
  let ambiguous = null;
  let nearly = false;
  const note = (text) => (reason ??= text);
  for (let rung = 0; rung < ladder.length; rung++) {
    const locator = ladder[rung];
    // What goes by no words is not taken while what goes by its words is about to be.
    if (nearly && !locator.name) continue;
    const { tier, matches: all, why } = matchesOf(view, q, locator);
    const matches = options.fresh ? all.filter((m) => isFresh(m.element)) : all;
    if (!matches.length) {
      note(why ?? null);
      continue;
    }
    if (tier >= 2 || (rung > 0 && tier >= 1)) {
      const key = `${options.key}/${rung}/${tier}`;
      state.stood[key] ??= q.now;
      if (q.now - state.stood[key] < STAND_MS) {
        state.moving = true;
        state.nearly = true;
        nearly = true;
        continue;
      }
    }
    let list = matches;
    const pick = () => {
      if (writtenDifferently(view, locator, list)) return;
      if (list.length > 1 && locator.which === "first") list = [list[0]];
      if (list.length > 1 && locator.which === "last") list = [list[list.length - 1]];
    };
    if (options.presence) {
      pick();
      return { element: list[0].element, rung, tier, many: list.length };
    }
    if (list.length > 1) {
      const reachable = list.filter((m) => {
        if (inView(boxOf(m.element))) return !!(hitPoint(view, m.element).point || (options.check && drawnPoint(view, m.element, isCheck)));
        return true;
      });
      if (reachable.length) list = reachable;
    }
    pick();
    if (list.length > 1) {
      const enabled = list.filter((m) => !names.stateOf(m.element).disabled);
      if (enabled.length === 1) list = enabled;
    }
    if (list.length > 1) {
      // A lower rung may say which one is meant.
      ambiguous ??= { reason: `${list.length} match: ${list.slice(0, 5).map((m) => place(view, m.element)).join("; ")}`, ambiguous: true, rung };
      continue;
    }
    const target = list[0].element;
    const forbidden = q.never.some((never) => rank(never.name, names.nameOf(target) || view.text.get(target) || "", q.language) >= 0);
    if (forbidden) {
      note(`${describe(target)} is one that is never clicked`);
      continue;
    }
    if (options.look) {
      const result = options.look(target);
      if (result) return { element: target, rung, tier, already: result };
    }
    const disabled = names.stateOf(target).disabled || closest(view, target, (e) => e.getAttribute?.("aria-disabled") === "true") || looksGreyed(view, state, q, target, options);
    if (disabled) {
      // Where it stands is noted all the same: what fades in will be at rest the sooner.
      if (!options.strict) rests(view, state, target, boxOf(target), options);
      note(`${describe(target)} is greyed`);
      continue;
    }
    let box = boxOf(target);
    const drawn = options.check && (nativeCheck(target) || !hitPoint(view, target).point);
    if (!inView(box) || !wellInView(box)) {
      const before = box;
      scrollTo(drawn && box.width < 2 ? view.parent.get(target) : target);
      box = boxOf(target);
      if (Math.abs(before.top - box.top) > 1 || Math.abs(before.left - box.left) > 1) state.moving = true;
    }
    if (!rests(view, state, target, box, options) || aboutToMove(view, target)) {
      state.moving = true;
      note(`${describe(target)} is moving`);
      return { reason, waiting: true, rung };
    }
    let { point, covered, element } = hitPoint(view, target);
    if (!point && options.check) {
      const around = drawnPoint(view, target, isCheck);
      if (around) ({ point, element } = around);
    }
    if (!point) {
      const over = coverOfRow(view, target);
      if (over) ({ point, element } = over);
    }
    if (!point) {
      if (!state.scrolled.has(target)) {
        state.scrolled.add(target);
        scrollTo(target);
        state.moving = true;
        state.nearly = true;
      }
      note(`${describe(target)} is covered by ${covered ? describe(covered) : "something"}`);
      const over = topDialog(view);
      return { reason, rung, coveredBy: over && covered && (holds(view, over, covered) || holds(view, covered, over)) && !holds(view, over, target) ? over : null };
    }
    return { element: target, reach: element, point, rung, tier };
  }
  return ambiguous ?? { reason };
}

// Whether names of the account's own, none of them written as asked for, are several names: then no order says which is meant.
function writtenDifferently(view, locator, list) {
  if (list.length < 2 || !locator.name?.words?.some((word) => word.own) || list.some((m) => m.rank === 0)) return false;
  const name = (match) => flat(rawOf(view, match)).replace(/[\s,;:#([-]*(?:\bID\b)?[\s:#]*\d{10,}[)\]]?$/iu, "");
  return new Set(list.map(name)).size > 1;
}

// Words under a control that lies over their whole row (a stretched link, a ripple): a click on them is a click on it. The
// row has this one control.
function coverOfRow(view, target) {
  if (isControl(target) || isCheck(target)) return null;
  const box = boxOf(target);
  const point = inView(box) ? pointsOf(box)[0] : null;
  const hit = point && hitAt(point.x, point.y);
  if (!hit || !view.index.has(hit)) return null;
  const clickable = (e) => CLICK_ROLES.has(names.roleOf(e)) || looksClickable(view, e);
  const control = closest(view, hit, clickable) ?? (/\S/.test(view.text.get(hit) || "") ? null : hit);
  if (!control) return null;
  if (holds(view, control, target)) return { point, element: control };
  const row = commonAncestor(view, control, target);
  const acts = (e) => OWN_NAME_ROLES.has(names.roleOf(e)) || isCheck(e) || isEditable(e) || e.tabIndex >= 0;
  const others = view.elements.slice(view.index.get(row) + 1, view.end.get(row)).filter((e) => acts(e) && e !== control && !holds(view, control, e) && !holds(view, e, control));
  if (others.length || sizeOf(view, row) > 40) return null;
  return { point, element: control };
}

// Greyed to the eye only: a cursor that says no, or pale for no longer than a fade would take.
const FADE_MS = 2500;
function looksGreyed(view, state, q, target, options) {
  const forbids = (element) => element.ownerDocument.defaultView.getComputedStyle(element).cursor === "not-allowed";
  if (forbids(target)) return true;
  const opacity = options.check ? 1 : opacityOf(view, target);
  if (opacity > 0.62) return false;
  if (opacity >= GLIDE_OPACITY && !options.strict && fadesIn(view, target)) return false;
  state.pale ??= q.now;
  state.moving = true;
  return q.now - state.pale < FADE_MS;
}

// Whether the element stands still: it has the same box as some frame ago, or glides to its place so gently that a
// person would click it. What a commit clicks has to stand.
function rests(view, state, target, box, options) {
  const now = performance.now();
  const last = state.boxes.get(target) ?? memory().boxes?.get(target);
  if (last && !moved(last.box, box)) {
    // Where nothing was drawn in between, nothing could have moved; a hidden tab draws nothing at all.
    if (frames > last.frames || now - last.at > UNDRAWN_MS) return true;
    return last.before && now - last.at > FRAME_MS && !running(view, target).length;
  }
  state.boxes.set(target, { box, at: now, frames });
  return !!last && !last.before && !options.strict && glides(view, target, last, box, options);
}

// The movement of a dialog that fades in: finite, soon over, and far slower than a click takes to reach the element.
function glides(view, target, last, box, options) {
  const drawn = frames - last.frames;
  if (drawn < 1 || Math.abs(last.box.width - box.width) > 0.5 || Math.abs(last.box.height - box.height) > 0.5) return false;
  const far = Math.max(Math.abs(last.box.left - box.left), Math.abs(last.box.top - box.top)) / drawn;
  if (far > Math.min(GLIDE_PX, box.height / 10, box.width / 10) || opacityOf(view, options.check ? view.parent.get(target) : target) < GLIDE_OPACITY) return false;
  const moves = running(view, target);
  return moves.length > 0 && moves.every((animation) => {
    const { endTime } = animation.effect.getComputedTiming();
    return !animation.pending && endTime - (animation.currentTime ?? 0) < GLIDE_MS;
  });
}

// The animations that move the element: its own, and those of what is around it.
function running(view, target) {
  const animations = target.ownerDocument.getAnimations?.() ?? [];
  return animations.filter((animation) => animation.playState === "running" && animation.effect?.target && holds(view, animation.effect.target, target));
}

// Whether what is around the element is becoming visible, and will be soon.
const fadesIn = (view, target) =>
  running(view, target).some(({ effect, currentTime }) => {
    const { endTime, progress } = effect.getComputedTiming();
    const frames = effect.getKeyframes?.() ?? [];
    const rises = frames.length > 1 && parseFloat(frames.at(-1).opacity) > parseFloat(frames[0].opacity);
    return rises && progress !== null && endTime - (currentTime ?? 0) < GLIDE_MS;
  });

// Remembers where every control stands, so that the next question need not wait for a frame to see that one stands still.
function rememberBoxes(view) {
  const mind = memory();
  mind.boxes = new WeakMap();
  const at = performance.now();
  for (const element of view.elements) if (view.seen.get(element) && isControl(element)) mind.boxes.set(element, { box: boxOf(element), at, frames, before: true });
}

const moved = (a, b) => Math.abs(a.left - b.left) > 0.5 || Math.abs(a.top - b.top) > 0.5 || Math.abs(a.width - b.width) > 0.5 || Math.abs(a.height - b.height) > 0.5;
// An animation around the element that has been asked for and has not begun: what stands still now will not.
const aboutToMove = (view, target) => running(view, target).some((animation) => animation.pending);

const wellInView = (box) => {
  const middle = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  return middle.x >= 0 && middle.y >= 0 && middle.x < innerWidth && middle.y < innerHeight;
};

const place = (view, element) => {
  const box = boxOf(element);
  return `${describe(element)} at ${Math.round(box.left)},${Math.round(box.top)}`;
};

// ----- conditions and guards -----

function present(view, q, locator) {
  return matchesOf(view, q, locator).matches.length > 0;
}

function conditionHolds(view, q, condition) {
  if (condition.present) return (!q.passing || mayBeNamed(view, condition.present)) && present(view, q, condition.present);
  if (condition.absent) return !present(view, q, condition.absent);
  if (condition.url) return new RegExp(condition.url, "i").test(condition.query ? location.href : location.origin + location.pathname) !== !!condition.not;
  if (condition.noDialog) return !topDialog(view);
  if (condition.known !== undefined) return condition.known;
  // A list behind a field, of which it is not known what it shows: it is closed, and was not seen as it should be.
  if (condition.unproved) {
    const { names: specs, among, in: within, behind } = condition.unproved;
    const scope = scopeOf(view, q, { in: within });
    if (scope.none || proved(view, q, specs) || listChecks(view, scope.root, new RegExp(`^(?:${among})$`, "iu")).length) return false;
    return !!first(view, q, behind);
  }
  return false;
}

// The words that a picker shows, as separate runs.
function shownBy(view, picker) {
  if (picker.localName === "select") return [...picker.selectedOptions].map((o) => o.label || o.text);
  if (picker.localName === "input" || picker.localName === "textarea") return [picker.value];
  // A list that shows all its options shows as chosen only those that say so.
  if (/^(radiogroup|listbox)$/.test(names.roleOf(picker) || "")) {
    const on = view.elements.slice(view.index.get(picker) + 1, view.end.get(picker)).filter((e) => checkedOf(e) === true);
    return on.flatMap((e) => [names.nameOf(e) || "", checkName(view, e), view.text.get(e) || ""]);
  }
  const own = view.runs.filter((run) => holds(view, picker, run.element)).map((run) => run.text);
  const value = picker.querySelector?.("input:not([type=hidden])")?.value;
  const text = view.text.get(picker) || "";
  // Nor do bare words that can be clicked one by one.
  const apart = (e) => /\S/.test(view.text.get(e) || "") && pointer(view, e) && !pointer(view, view.parent.get(e));
  if (!isPicker(picker) && view.elements.slice(view.index.get(picker) + 1, view.end.get(picker)).filter(apart).length > 1) return [text];
  return [text, ...own, ...(value ? [value] : []), picker.getAttribute("aria-valuetext") || ""];
}

// What a picker shows may have a drawing beside it ("Acme ▾").
const shows = (view, q, picker, option) => option.some((locator) => shownBy(view, picker).some((text) => rank(locator.name, text, q.language) >= 0 || rank(locator.name, undrawn(text), q.language) >= 0));

const pickerKey = (target) => JSON.stringify(target.map((locator) => locator.name));

// The option as a check of its own (a radio group, an inline list), where there is one.
function inlineOption(view, q, target, option) {
  // A picker that is there is asked itself; a group of radio buttons has its options as checks.
  for (const locator of target) {
    const { matches, tier } = matchesOf(view, q, locator);
    if (tier >= 0 && tier <= 1 && matches.some((m) => names.roleOf(m.element) !== "radiogroup")) return null;
  }
  for (const locator of option) {
    const inside = { ...locator, control: "check", in: target[0]?.in ?? locator.in };
    const { matches, tier } = matchesOf(view, q, inside);
    const checks = matches.filter((m) => isCheck(m.element) && names.roleOf(m.element) !== "option");
    if (checks.length === 1 && tier <= 1) return checks[0].element;
  }
  return null;
}

// The option among others that all show at once, as bare words or with a drawing: the words of the option.
function bareOption(view, q, target, option, others) {
  const scope = target[0]?.in;
  const showing = (list) =>
    list
      .flatMap((locator) => matchesOf(view, q, { control: "text", name: locator.name, in: scope }).matches)
      .filter((m) => (!memory().before || memory().before.has(m.element)) && !closest(view, m.element, (e) => isPicker(e) && names.roleOf(e) !== "radiogroup" && names.roleOf(e) !== "listbox"));
  const mine = showing(option);
  const beside = showing(others).some((m) => !mine.some((own) => own.element === m.element));
  return beside && mine.length === 1 ? mine[0].element : null;
}

async function guardFails(view, q, guard) {
  if (guard.condition) return conditionHolds(view, q, guard.condition) ? null : guard.says;
  if (guard.value !== undefined) {
    const found = first(view, q, guard.target);
    if (!found) return `${guard.says}: the field is not there`;
    return fieldValue(found) === guard.value ? null : `${guard.says}: it has ${JSON.stringify(clip(fieldValue(found), 80))}`;
  }
  if (guard.option) {
    const inline = inlineOption(view, q, guard.target, guard.option);
    if (inline && checkedOf(inline) !== null) return checkedOf(inline) ? null : `${guard.says}: it is not chosen`;
    const bare = bareOption(view, q, guard.target, guard.option, memory().others?.get(pickerKey(guard.target)) ?? []);
    if (bare) return checkState(view, bare, q) === true ? null : `${guard.says}: it is not to be seen that it is chosen`;
    const found = first(view, q, guard.target);
    if (!found) return guard.ifThere ? null : `${guard.says}: the picker is not there`;
    // Bare words that merely follow the label (the name of a step, say) are a picker only where such was used as one.
    if (guard.ifThere && !isPicker(found) && memory().pickers?.get(pickerKey(guard.target)) !== false) return null;
    return shows(view, q, found, guard.option) ? null : `${guard.says}: it shows ${JSON.stringify(clip(shownBy(view, found)[0], 80))}`;
  }
  if (guard.on !== undefined) {
    const found = first(view, q, guard.target);
    if (!found && guard.on && proved(view, q, [guard.target[0].name])) return null;
    if (!found) return guard.ifThere ? null : `${guard.says}: it is not there`;
    const is = checkState(view, found, q);
    return is === guard.on ? null : `${guard.says}: it is ${is === null ? "not to be told" : is ? "on" : "off"}`;
  }
  if (guard.only) {
    const scope = scopeOf(view, q, guard);
    if (scope.none) return `${guard.says}: ${scope.none}`;
    const denied = guard.among ? fieldDenies(view, q, guard.only, guard.behind) : null;
    if (denied) return `${guard.says}: its field shows ${JSON.stringify(denied)}`;
    // Of a list behind a field it counts what it showed while it was open.
    if (guard.among && proved(view, q, guard.only) && !listChecks(view, scope.root, new RegExp(`^(?:${guard.among})$`, "iu")).length) return null;
    const table = [...(await surveyChecks(view, scope.root, guard.among, q)).values()];
    // Of names of the account's own only those that are written most alike: the others are other names.
    const fit = (check, spec) => Math.min(...check.names.map((name) => rank(spec, name, q.language)).filter((r) => r >= 0));
    const own = (spec) => spec.words?.some((word) => word.own);
    const best = new Map(guard.only.filter(own).map((spec) => [spec, Math.min(...table.map((check) => fit(check, spec)))]));
    const named = (check, spec) => fit(check, spec) <= (best.get(spec) ?? Infinity) && fit(check, spec) < Infinity;
    // What is greyed on follows from another; of the list that is read as one nothing may be on besides.
    const surplus = table.filter((c) => c.on && (guard.among || !c.disabled) && ![...guard.only, ...guard.also].some((spec) => named(c, spec)));
    if (surplus.length) return { reason: `${guard.says}: also on: ${surplus.slice(0, 6).map((c) => JSON.stringify(clip(c.name, 60))).join(", ")}`, surplus };
    const off = guard.only.filter((spec) => !table.some((c) => named(c, spec) && c.on));
    // A guard of its own asks for each check where the list is not read as one (`among`).
    if (off.length && guard.among) return `${guard.says}: not on: ${off.map((s) => s.words?.[0]?.text ?? s.pattern).join(", ")}`;
    return null;
  }
  return "a guard that the engine does not know";
}

function first(view, q, ladder) {
  for (const locator of ladder) {
    const { matches } = matchesOf(view, q, locator);
    const familiar = matches.filter((m) => inView(boxOf(m.element)) ? true : true);
    if (familiar.length) return (locator.which === "last" ? familiar[familiar.length - 1] : familiar[0]).element;
  }
  return null;
}

const fieldValue = (element) => (element.isContentEditable ? element.textContent : element.value) ?? "";

// ----- checks without a state that can be read: what they looked like before we clicked them is what we know -----

const touched = (q, name) => memory().checks?.get(`${q.run}/${fold(name)}`);

function touch(view, q, element) {
  const key = `${q.run}/${fold(checkName(view, element))}`;
  const checks = (memory().checks ??= new Map());
  if (!checks.has(key)) checks.set(key, rowLook(view, element));
}

// How the small group around words is drawn, as far as a tick changes it and a pointer over it does not.
function rowLook(view, element) {
  let row = element;
  for (let step = 0, up = view.parent.get(row); step < 4 && up && sizeOf(view, up) <= 14; step++, up = view.parent.get(up)) row = up;
  const inside = view.elements.slice(view.index.get(row), view.end.get(row));
  return inside.map((e) => {
    const marks = [...e.attributes].filter((a) => /^(class|aria-|data-|src|d$|points)/.test(a.name)).map((a) => a.value);
    return [e.localName, ...marks, ...(/\S/.test(view.text.get(e) || "") ? [view.text.get(e)] : [lookOf(e)])].join(",");
  }).join("|");
}

function checkState(view, element, q) {
  const state = checkedOf(element);
  if (state !== null) return state;
  // Words alone: the state may be told by whatever stands in the row that has these words only.
  const words = fold(view.text.get(element) || "");
  for (let group = element; words && group && fold(view.text.get(group) || "") === words; group = view.parent.get(group)) {
    const inner = view.elements.slice(view.index.get(group), view.end.get(group)).filter((e) => checkedOf(e) !== null);
    if (inner.length === 1) return checkedOf(inner[0]);
    if (inner.length) break;
  }
  const drawn = memory().drawn?.get(element);
  if (drawn !== undefined) return drawn;
  const before = touched(q, checkName(view, element));
  return before !== undefined && before !== rowLook(view, element) ? true : null;
}

// The name by which a person would call a check: its own, or the words beside it.
function checkName(view, element) {
  const own = names.nameOf(element);
  if (own && names.roleOf(element) !== "row") return own;
  const text = fold(view.text.get(element) || "");
  if (text) return firstRun(view, element) || text;
  const row = rowOf(view, element);
  return row ? firstRun(view, row) : "";
}

function firstRun(view, element) {
  const run = view.runs.find((r) => holds(view, element, r.element));
  return run ? run.text.trim() : "";
}

// The group around a check that holds no other check and some words.
function rowOf(view, check) {
  for (let group = view.parent.get(check), step = 0; group && step < 6; group = view.parent.get(group), step++) {
    const inside = view.elements.slice(view.index.get(group), view.end.get(group));
    if (inside.some((e) => e !== check && isCheck(e) && !holds(view, e, check) && !holds(view, check, e))) break;
    if (/\S/.test(view.text.get(group) || "")) return group;
  }
  // Flat markup: the words on the same line, and not those of the page beneath.
  const line = boxOf(check);
  const middle = line.top + line.height / 2;
  const top = topDialog(view);
  const within = top && holds(view, top, check) ? top : null;
  let best = null;
  for (const run of view.runs) {
    if (within && !holds(view, within, run.element)) continue;
    const box = textBox(run);
    if (box.top > middle || box.top + box.height < middle) continue;
    const far = gap(box, line);
    if (far < 400 && (!best || far < best.far)) best = { far, element: run.element };
  }
  return best?.element ?? null;
}

// ----- lists that must be scrolled -----

// Scrolls every list in the scope from end to end where it may render only what is visible, and calls `look` at each halt
// until it answers.
async function sweep(root, look, view = fresh()) {
  let answer = await look(view);
  if (answer) return answer;
  const scrollers = view.elements.filter((e) => (!root || !root.isConnected || holds(view, root, e) || holds(view, e, root)) && e.scrollHeight > e.clientHeight + 8 && e.clientHeight > 40 && /(auto|scroll|overlay)/.test(e.ownerDocument.defaultView.getComputedStyle(e).overflowY));
  for (const scroller of scrollers) {
    if (!sparse(view, scroller)) continue;
    const back = scroller.scrollTop;
    for (let top = 0, halts = 0; halts < 80; halts++) {
      scroller.scrollTop = top;
      await frame();
      await frame();
      view = fresh();
      answer = await look(view);
      if (answer) return answer;
      if (top >= scroller.scrollHeight - scroller.clientHeight - 1) break;
      top = Math.min(top + scroller.clientHeight * 0.7, scroller.scrollHeight - scroller.clientHeight);
    }
    scroller.scrollTop = back;
    await frame();
  }
  return null;
}

const SEEK_MS = 6000; // the longest scrolling for one thing
const GROW_MS = 800; // what grows at its end begins to within this time

// Scrolls everything that can be scrolled down to its end, and further where it grows there, until `look` is pleased.
async function scrollOn(look, root = null) {
  const end = performance.now() + SEEK_MS;
  const page = document.scrollingElement;
  const below = (e) => e.scrollHeight > e.clientHeight + 8 && e.clientHeight > 40;
  const scrolls = (e) => e !== page && below(e) && /(auto|scroll|overlay)/.test(e.ownerDocument.defaultView.getComputedStyle(e).overflowY);
  let view = fresh();
  const boxes = view.elements.filter((e) => view.seen.get(e) && (!root || holds(view, root, e) || holds(view, e, root)) && scrolls(e));
  if (page && !root && below(page)) boxes.push(page);
  for (const box of boxes) {
    const back = box.scrollTop;
    while (performance.now() < end && box.isConnected) {
      const [top, high] = [box.scrollTop, box.scrollHeight];
      box.scrollTop = top + box.clientHeight * 0.7;
      await frame();
      await frame();
      view = fresh();
      if (look(view)) return true;
      if (Math.abs(box.scrollTop - top) >= 1) continue;
      const until = performance.now() + GROW_MS;
      while (box.scrollHeight <= high && performance.now() < end && (performance.now() < until || awaitsAnswer(view, SEEK_MS) || busy(fresh()))) await frame();
      if (box.scrollHeight <= high) break;
    }
    box.scrollTop = back;
  }
  return false;
}

// Whether a scrolled box has large blank stretches: then only what is visible is rendered.
function sparse(view, scroller) {
  const frameBox = boxOf(scroller);
  const edges = [0, scroller.scrollHeight];
  for (const run of view.runs) {
    if (!holds(view, scroller, run.element)) continue;
    const box = textBox(run);
    edges.push(box.top - frameBox.top + scroller.scrollTop);
  }
  edges.sort((a, b) => a - b);
  for (let i = 1; i < edges.length; i++) if (edges[i] - edges[i - 1] > Math.max(scroller.clientHeight * 0.5, 120)) return true;
  return false;
}

function fresh() {
  names.fresh();
  return takeView();
}

// All checks of a list by name, also those that only scrolling renders: name -> { name, on, disabled }.
async function surveyChecks(now, root, among, q, further = false) {
  const table = new Map();
  const regex = among ? new RegExp(`^(?:${among})$`, "iu") : null;
  const note = (view) => {
    for (const check of listChecks(view, root, regex)) table.set(fold(check.name), { name: check.name, names: check.names, on: checkState(view, check.element, q), disabled: !!names.stateOf(check.element).disabled });
    return null;
  };
  await sweep(root, note, now);
  // Also what comes only where the list is scrolled to its end.
  if (further) await scrollOn((view) => !!note(view), root);
  // A list that is searched never shows everything at once: what it showed before still holds.
  if (regex) {
    const past = listMemory(root).table;
    const searched = searchFields(now, root).length === 1;
    if (searched) for (const [key, check] of past) if (!table.has(key)) table.set(key, { ...check, past: true });
    for (const [key, check] of table) if (!check.past) past.set(key, check);
  }
  return table;
}

// What a list has shown: it goes with the dialog that the list is in.
function listMemory(root) {
  const lists = (memory().lists ??= new WeakMap());
  const key = root ?? document;
  if (!lists.has(key)) lists.set(key, { table: new Map(), searches: new Map() });
  return lists.get(key);
}

function listChecks(view, root, regex) {
  const key = `${root ? view.index.get(root) : ""}/${regex}`;
  view.checks ??= new Map();
  if (!view.checks.has(key)) view.checks.set(key, readChecks(view, root, regex));
  return view.checks.get(key);
}

function readChecks(view, root, regex) {
  const list = [];
  const from = root && view.index.has(root) ? view.index.get(root) : 0;
  const to = root && view.end.has(root) ? view.end.get(root) : view.elements.length;
  for (let i = from; i < to; i++) {
    const element = view.elements[i];
    if (!isCheck(element) || (regex && (names.roleOf(element) === "radio"))) continue;
    if (!checkSeen(view, element)) continue;
    let name = checkName(view, element);
    if (regex && !regex.test(name)) {
      const row = rowOf(view, element);
      const within = [fold(name).split(" ")[0], row ? firstRun(view, row) : ""].find((part) => part && regex.test(part));
      if (!within) continue;
      name = within;
    }
    // With a description in its label, a check is known by the first words of it too.
    const row = rowOf(view, element);
    list.push({ element, name, names: [name, view.text.get(element) || "", firstRun(view, element), row ? firstRun(view, row) : "", ...(element.labels?.[0] ? [firstRun(view, element.labels[0]), view.text.get(element.labels[0])] : []), row && row !== root ? view.text.get(row) || "" : ""].filter(Boolean) });
  }
  return list.length || !regex ? list : drawnList(view, root, regex);
}

// A long list of words with boxes that are only drawn: what is drawn beside most of them is off, and the odd ones are on.
function drawnList(view, root, regex) {
  const rows = [];
  for (const run of view.runs) {
    const name = run.text.trim();
    if ((root && !holds(view, root, run.element)) || !regex.test(name) || !seen(view, run.element)) continue;
    let row = run.element;
    for (let up = view.parent.get(row); up && up !== root && fold(view.text.get(up) || "") === fold(name); up = view.parent.get(up)) row = up;
    const drawn = view.elements.slice(view.index.get(row) + 1, view.end.get(row)).filter((e) => !/\S/.test(view.text.get(e) || ""));
    if (drawn.length) rows.push({ element: run.element, name, names: [name], look: drawn.map(lookOf).join("|") });
  }
  const count = new Map();
  for (const row of rows) count.set(row.look, (count.get(row.look) ?? 0) + 1);
  const most = [...count].sort((a, b) => b[1] - a[1])[0];
  if (rows.length < 6 || most[1] < rows.length * 0.5) return [];
  const drawn = (memory().drawn ??= new WeakMap());
  // Greyed rows are drawn alike too: only a look that is rare is that of a tick.
  const rare = Math.max(3, rows.length * 0.1);
  for (const row of rows) drawn.set(row.element, row.look !== most[0] && count.get(row.look) <= rare);
  return rows;
}

// How an element is drawn, as far as a tick would change it.
function lookOf(element) {
  const style = element.ownerDocument.defaultView.getComputedStyle(element);
  const drawn = (which) => {
    const own = element.ownerDocument.defaultView.getComputedStyle(element, which);
    return own.content === "none" ? "" : [own.content, own.backgroundColor, own.opacity, own.transform, own.left, own.display].join();
  };
  return [drawn("::before"), drawn("::after"), element.localName, element.getAttribute("class"), style.backgroundColor, style.backgroundImage, style.display, style.visibility, style.transform, element.getAttribute("d"), style.color].join(",");
}
