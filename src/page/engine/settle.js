// Whether the page has come to rest: nothing busy, nothing changing.

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
