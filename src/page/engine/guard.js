// What must hold before an act: conditions of a way, and the guards of a commit.

function present(view, q, locator) {
  return matchesOf(view, q, locator).matches.length > 0;
}

function conditionHolds(view, q, condition) {
  if (condition.present) return (!q.passing || mayBeNamed(view, condition.present)) && present(view, q, condition.present);
  if (condition.twins) return twins(view, q, condition.twins);
  if (condition.checks) return countsChecks(view, q, condition);
  // What is only written alike is there all the same.
  if (condition.absent) return !inAnyCase(view, () => present(view, q, condition.absent));
  if (condition.url) return new RegExp(condition.url, "i").test(condition.query ? location.href : location.origin + location.pathname) !== !!condition.not;
  if (condition.noDialog) return !topDialog(view);
  if (condition.alike) return !!memory().alikes?.has(alikeKey(condition.alike.name)) && !inAnyCase(view, () => present(view, q, condition.alike));
  if (condition.anew) return memory().actAt === undefined;
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
