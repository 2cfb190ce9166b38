// One question: the ways that are open now race, and the first that can be gone is the answer.
//
// What is there is believed the moment it is actionable. What is not there is believed only when the page has settled.

// What asks for nothing to be done.
const TELLING = ["none", "already", "value"];

// Answers a question, and those that follow from the answers, where nothing is done in between: the page is the same.
async function ask(q) {
  const began = performance.now();
  if (q.undo) unasked();
  const first = await answerTo(q);
  let [asked, answer] = [q, first];
  while (answer.kind === "way" && TELLING.includes(answer.act.type)) {
    const told = answer.way - (asked.ways.length - asked.own);
    const next = asked.ahead?.find(({ after }) => after.includes(told));
    if (!next) break;
    memory().asked = { ...memory(), asked: null };
    const slice = Math.min(Math.max(q.slice - (performance.now() - began), 0), AHEAD_MS);
    asked = { ...q, ...next, spent: 0, slice, clicked: null, filled: false, repeatable: false };
    answer.next = next.id;
    answer = answer.ahead = await answerTo(asked);
  }
  return first;
}

// A question that was answered ahead turned out not to be the next: what it has left is taken back.
function unasked() {
  const mind = memory();
  if (!mind.asked) return;
  const { asked, context, taken } = mind;
  mind.disarm?.();
  for (const key of Object.keys(mind)) delete mind[key];
  Object.assign(mind, asked, { context, taken });
}

// Labels are named by their keys where the page has been told their wordings.
function wordLabels(part, labels) {
  if (part === null || typeof part !== "object") return;
  if (part.label && !part.words && labels[part.label]) part.words = labels[part.label];
  for (const value of Object.values(part)) if (value !== part.words) wordLabels(value, labels);
}

async function answerTo(q) {
  const mind = memory();
  const began = performance.now();
  q.own = q.ways.length;
  if (q.contextKey) {
    if (q.context) {
      mind.context = { key: q.contextKey, ...q.context };
      for (const part of ["regions", "never", "rail", "ways"]) wordLabels(mind.context[part], mind.context.labels);
    }
    if (mind.context?.key !== q.contextKey) return { kind: "context" };
    q.regions = mind.context.regions;
    q.never = mind.context.never;
    q.rail = mind.context.rail;
    wordLabels(q.ways, mind.context.labels);
    q.ways = [...mind.context.ways, ...q.ways];
  }
  // What may be in the way at any moment, and hardly ever is.
  const passing = q.contextKey ? mind.context.ways.length : 0;
  q.patience ??= 1;
  q.language = pageLanguage(q.override);
  const lost = verdict(q.clicked);
  if (await pressLost(lost)) return { kind: "redo", reason: lost.over ? `the release fell on ${lost.by}` : "the control was rendered anew between press and release" };
  // What never arrived need not be waited for.
  if (lost?.lost) mind.acted?.delete(mind.actedLast);
  if (lost?.lost) return { kind: "redo", reason: lost.by ? `the click fell on ${lost.by}` : "the click reached nothing" };
  if (q.filled && mind.filled) {
    const { element, value } = mind.filled;
    mind.filled = null;
    const has = element.isConnected ? fieldValue(element) : value;
    // What takes only so many letters cuts off the rest.
    const cut = has !== "" && value.startsWith(has) ? has : null;
    if (has !== value) return { kind: "redo", reason: `the field has ${JSON.stringify(clip(has, 60))} after typing`, cut };
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
    state.unanswered = false;
    reasons = [];
    const quiet = settling(view, state, q.now);
    state.wake = quiet < CALM_MS ? LOOK_MS : CALM_LOOK_MS;
    view.rests = quiet >= q.patience * BELIEFS.sure.answered && !awaitsAnswer(view, POLL_MS);
    for (let i = 0; i < q.ways.length; i++) {
      const way = q.ways[i];
      q.passing = i < passing;
      const result = await tryWay(view, q, state, way, quiet);
      const several = result.answer && way.several && reasons.find((r) => r.ambiguous);
      if (several) return { kind: "stuck", waited: performance.now() - began, language: q.language, sign: state.sign, why: "ambiguous", reason: several.reason, way: several.way, ...explain(view, q, reasons) };
      if (result.answer) {
        rememberBoxes(view);
        if (TELLING.includes(result.answer.act.type)) mind.calm = { sign: state.sign, since: performance.now() - quiet };
        if (["click", "check", "opened"].includes(result.answer.act.type)) {
          mind.textsAtClick = new Set(view.elements.filter((e) => mind.boxes.has(e)).map((e) => view.text.get(e)));
          mind.wordsAtClick = new Set(view.runs.map((run) => run.text));
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
    if (view.alike) state.pending = true;
    // What no way has found as the page is may only have to be scrolled to.
    if (state.hunt && !state.moving && !awaitsAnswer(view, POLL_MS) && (await hunt(view, q, state, state.hunt))) state.moving = true;
    if (q.repeatable && unheard(view)) return { kind: "redo", reason: "nothing came of the click" };
    const early = tooLate(view, q, state, reasons, quiet);
    if (early) return { kind: "stuck", waited: performance.now() - began, language: q.language, sign: state.sign, ...early, ...explain(view, q, reasons) };
    // Where everything stands is noted while something is waited for: what is to be acted on then need not be watched for a frame more.
    if (state.pending) rememberBoxes(view);
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
  // A commit that the server has not answered is given as long again, and then the time to show.
  if (commitUnderWay(view)) state.underWay = clock();
  const limit = state.underWay === undefined ? q.timeout : Math.max(q.timeout, Math.min(state.underWay + DEAF_MS, q.timeout * AT_WORK));
  const over = clock() >= limit;
  const head = { kind: over ? "timeout" : "pending", waited: performance.now() - began, language: q.language, url: location.href, sign: state.sign };
  if (!over) return head;
  const covered = reasons.find((r) => r.coveredBy);
  // Several that fit say more about a time that is up than that none was found.
  const several = reasons.find((r) => r.ambiguous);
  const unanswered = { why: "unanswered", reason: "the page still waits for an answer of its server" };
  const why = covered ? { why: "unknown_dialog", reason: covered.reason } : several ? { why: "ambiguous", reason: several.reason, way: several.way } : state.unanswered ? unanswered : {};
  return { ...head, ...why, ...explain(view, q, reasons) };
}
