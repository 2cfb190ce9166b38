// How long the page must rest before it is believed, and before it is given up.

// Wakes the question when this time is over, if nothing changes before.
const lookAgain = (state, ms) => (state.wake = Math.min(state.wake, Math.max(ms, 1)));

// How long the page must rest before a way is believed: longer where it has not answered the last act at all, and for most
// of the time where that was a commit, or the page is still at work on one.
function restFor(view, q, way, state, quiet) {
  // What is made because a list does not show it is not made while the list's answer is on its way, however long that takes.
  // In a document in which nothing was done yet it may be what the page keeps open to be told of news.
  const patience = way.unanswered && memory().actAt !== undefined ? Infinity : way.settle >= GRAVE_MS || memory().commit ? q.timeout * PATIENT_SHARE : POLL_MS;
  if (typeof way.settle === "number" && awaitsAnswer(view, patience)) {
    state.unanswered ||= !!way.unanswered;
    return Infinity;
  }
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
