// One control of a ladder, ready to be acted on: in view, at rest, usable, and hit where it is clicked.

const GLIDE_PX = 2.5; // what moves less in a frame is still under the pointer when the click arrives
const GLIDE_OPACITY = 0.3; // from here on a person would see what it is

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
    // Where nothing was drawn in between, nothing could have moved; a hidden tab draws nothing at all, and a busy machine nothing of
    // what moves.
    if (frames > last.frames || (now - last.at > UNDRAWN_MS && !running(view, target).length)) return true;
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
