// What does not show yet: lists are scrolled through, scrolled on, and searched.

// Scrolls lists until a match of the ladder is rendered. True when one came to light.
async function hunt(view, q, state, ladder) {
  // Once for each state of the page: what comes late may have brought it.
  if (state.hunted.has(state.sign) || state.hunted.size >= HUNTS) return false;
  state.hunted.add(state.sign);
  const scope = scopeOf(view, q, ladder[0]);
  const shows = (now) => ladder.some((locator) => matchesOf(now, q, locator).matches.length === 1);
  return !!(await sweep(scope.root ?? null, shows)) || scrollOn(shows, scope.root);
}

// Scrolls on, only on a settled page and once for each state of it (what comes late may have brought it), to what a list or the
// page shows only further down. Found, it is left in view, and the next look sees it; else everything is put back.
async function seek(q, state, way, quiet) {
  const sought = ((state.sought ??= {})[way.id] ??= new Set());
  if (sought.has(state.sign) || sought.size >= HUNTS) return false;
  const rest = q.patience * (BELIEFS[way.settled]?.rest ?? 0);
  if (quiet < rest) {
    lookAgain(state, rest - quiet);
    state.pending = true;
    return false;
  }
  sought.add(state.sign);
  await scrollOn((view) => way.when.every((condition) => conditionHolds(view, q, condition)));
  // What has grown by that has been looked through.
  sought.add(signature(fresh()));
  state.moving = true;
  return true;
}

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
