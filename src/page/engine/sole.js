// The only check of a list, whatever it is called: of a list in the dialog, or of one behind a field of it.

// The checks that are entries of a list: those that are checks by their role, or else options, or else rows. Where there is a
// check by its role that is none of the entries ("Select all"), rows are something else.
function entryChecks(view, q, root, besides) {
  const all = listChecks(view, root, null);
  const entries = all.filter((check) => !besides.some((spec) => check.names.some((name) => rank(spec, name, q.language) >= 0)));
  const real = (check) => nativeCheck(check.element) || CHECK_ROLES.has(names.roleOf(check.element));
  const option = (check) => names.roleOf(check.element) === "option";
  for (const test of [real, option]) if (entries.some(test)) return entries.filter(test);
  return all.some(real) ? [] : entries;
}

// Whether there are so many checks: none, several, or several of one name.
function countsChecks(view, q, condition) {
  const popup = popupOf(view);
  const scope = popup ? { root: popup } : scopeOf(view, q, condition);
  if (scope.none) return false;
  const entries = entryChecks(view, q, scope.root, condition.besides);
  if (condition.checks === "twins") return new Set(entries.map((check) => fold(entryName(view, check)))).size < entries.length;
  return condition.checks === "several" ? entries.length > 1 : entries.length === 0;
}

// The words by which a check's row begins, where its name goes on with more.
function entryName(view, check) {
  const row = rowOf(view, check.element);
  const begins = row ? firstRun(view, row) : "";
  return (begins && fold(check.name).startsWith(fold(begins)) ? begins : check.name).replace(/\s+/g, " ").trim();
}

// The name of the only check. A list behind a field is opened, looked through to its end, and closed again. What was searched for
// is searched for once more by its name: there may be another that is called so.
async function readSole(view, q, state, way, quiet) {
  const { sole, target, pattern } = way.act;
  const popup = sole.behind.length ? popupOf(view) : null;
  const open = revealed(view);
  const value = (name) => ({ answer: { act: { type: "value", value: name }, rung: 0, tier: 0, found: "the only check" } });
  if (!popup && open?.sole) {
    memory().reveal = null;
    return value(open.sole);
  }
  const where = popup ? "popup" : target[0]?.in;
  const scope = scopeOf(view, q, { in: where });
  if (scope.none) return { reason: scope.none };
  const fields = searchFields(view, scope.root);
  if (!popup && !fields.length && sole.behind.length && first(view, q, sole.behind)) {
    return reveal(view, q, state, sole.behind, way, quiet) ?? { reason: "the list's field cannot be clicked" };
  }
  const search = (word) => searchFor(view, q, state, { in: where }, quiet, word) ?? { reason: "the list was searched in vain" };
  if (sole.search && fields.length !== 1) return { reason: "the list cannot be searched" };
  const known = sole.search && memory().searched?.search === sole.search ? memory().searched.name : null;
  const byName = !!known && fieldValue(fields[0]) === known;
  if (sole.search && !byName && fieldValue(fields[0]) !== sole.search) return search(sole.search);
  // What the last act was to bring may still come.
  if (quiet < REVEAL_MS || awaitsAnswer(view, STALE_MS)) {
    lookAgain(state, REVEAL_MS - quiet);
    state.pending = true;
    return { reason: "the list is still coming" };
  }
  const found = new Map();
  let many = 0;
  const note = (now) => {
    const root = popup ? popupOf(now) : scopeOf(now, q, { in: where }).root;
    const all = root === undefined ? [] : entryChecks(now, q, root, sole.besides);
    const entries = byName ? all.filter((check) => fold(entryName(now, check)) === fold(known)) : all;
    many = Math.max(many, entries.length);
    for (const check of entries) found.set(fold(entryName(now, check)), entryName(now, check));
    return null;
  };
  await sweep(scope.root, note, view);
  if (popup && found.size < 2) await scrollOn((now) => !!note(now), popup);
  // Two of one name are two.
  if (Math.max(many, found.size) > 1) return { reason: `${Math.max(many, found.size)} checks are in the list${told([...found.values()])}`, ambiguous: true };
  const [name] = found.values();
  if (name === undefined) return { reason: "no check is in the list" };
  if (!new RegExp(`^(?:${pattern})$`, "u").test(name)) return { reason: "the only check is called otherwise" };
  if (sole.search && !byName) {
    memory().searched = { search: sole.search, name };
    return search(name);
  }
  if (!popup) return value(name);
  open.sole = name;
  return closeList(view, q, state, way, popup, quiet);
}
