// How long the page must rest before it is believed that no more is about to show, and before it is given up.

// Wakes the question when this time is over, if nothing changes before.
const lookAgain = (state, ms) => (state.wake = Math.min(state.wake, Math.max(ms, 1)));

// How long a way is still to be waited for until it is believed. 0: it is.
function waitFor(view, q, way, state, quiet) {
  const extra = Math.max(way.unheard ? ALIVE_MS : 0, ASTRAY_MS * (way.astray ?? 0));
  if (!way.settled && !extra) return 0;
  // What is made because a list does not show it is not made while the list's answer is on its way, however long that takes.
  // In a document in which nothing was done yet it may be what the page keeps open to be told of news.
  const patience = way.unanswered && memory().actAt !== undefined ? Infinity : way.settled === "grave" || way.unheard || memory().commit ? q.timeout * PATIENT_SHARE : POLL_MS;
  // Nor is a commit given up that the server has not answered.
  if (awaitsAnswer(view, patience) || commitUnderWay(view)) {
    state.unanswered ||= !!way.unanswered;
    return Infinity;
  }
  const rest = Math.max(restFor(view, q, way, state, quiet), extra);
  return Math.max(rest - quiet, askedFor(q, way, rest) - q.now, 0);
}

// How long the page must rest for a way's belief: less where it shows what its server has answered, more where it has not
// answered the last act at all.
function restFor(view, q, way, state, quiet) {
  const answered = showsAnswer(view, quiet);
  // What is shown before the server was asked may be what the page begins with.
  const name = (!answered && way.unanswered) || way.settled;
  if (!name) return 0;
  const belief = BELIEFS[name];
  const looks = way.act.kind === "none";
  const { commit, signAtAct } = memory();
  if (name === "order" || name === "quiet") return q.patience * (looks && answered ? Math.min(belief.answered, belief.rest) : belief.rest);
  const mute = signAtAct === state.sign;
  if (name === "grave" && q.now < q.timeout * PATIENT_SHARE) {
    // The page says that it is still at work: what is not there may be what it brings. A commit may still be done, too, of
    // which it shows nothing, or shows that it is on its way.
    if (view.waits || (commit && (mute || atWork(view)))) return Infinity;
  }
  let { rest } = belief;
  if (answered && !commit && (name === "sure" || way.unanswered)) rest = belief.answered;
  else if (belief.told && tells(way)) rest = belief.told;
  return q.patience * (mute ? Math.max(rest, MUTE_MS) : rest);
}

// How long the question must have been asked. What the page was like before it says nothing of what is sought now.
function askedFor(q, way, rest) {
  if (way.list) return Math.max(rest, LIST_MS);
  if (way.settled !== "sure" && way.settled !== "grave") return 0;
  // A page that was loaded anew in vain is given the longer, the more often it was.
  const reloaded = way.reloaded === undefined ? 0 : way.reloaded < RELOADS ? RELOAD_MS : RELOADED_MS;
  return Math.max(rest, q.patience * reloaded);
}

// Whether more speaks for the way than that something does not show: words that do, or a search that has brought nothing.
const tells = (way) => memory().signAtAct === null || way.when.some((condition) => condition.present?.control === "text");

// Whether the page shows that the commit is on its way: what began to spin with it still does, or its button is greyed.
function atWork(view) {
  const { spun, target } = memory().commit;
  return spinning(view).some((one) => !spun.has(one)) || (view.seen.get(target) && !!names.stateOf(target).disabled);
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
  // A dialog whose answer is on its way is at work.
  if (standing("covered", !!covered && !view.waits && !awaitsAnswer(view, q.timeout), COVERED_MS)) return { why: "unknown_dialog", reason: covered.reason, way: covered.way };
  if (state.pending) return null;
  const ambiguous = reasons.find((r) => r.ambiguous);
  const guard = reasons.find((r) => r.guard);
  const missing = reasons.find((r) => r.missing);
  if (standing("ambiguous", !!ambiguous, EARLY_MS) && quiet > 800) return { why: "ambiguous", reason: ambiguous.reason, way: ambiguous.way };
  if (standing("guard", !!guard, EARLY_MS) && quiet > 800) return { why: "guard", reason: guard.reason, way: guard.way };
  if (standing("missing", !!missing, EARLY_MS) && quiet > 1500) return { why: "not_found", reason: missing.reason, way: missing.way };
  return null;
}
