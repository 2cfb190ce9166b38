// The rail of an assistant, whose words name its pages.

const RAIL_TEXT = 240; // a group with more words than this is no rail

// The groups that name the pages of an assistant ("Select app", "Set expiry", "Done"), which label nothing and commit nothing: the
// smallest that hold three of these words, and no control but those.
function rails(view, question) {
  if (view.rails) return view.rails;
  view.rails = [];
  const matches = (question.rail ?? []).map((spec) => elementMatches(view, spec, question.language, null).map((m) => m.element).filter((e) => view.seen.get(e)));
  if (matches.filter((list) => list.length).length < 3) return view.rails;
  const words = matches.flat();
  for (const element of words) {
    for (let group = view.parent.get(element), step = 0; group && step < 7; group = view.parent.get(group), step++) {
      if (matches.filter((list) => list.some((e) => holds(view, group, e))).length < 3) continue;
      const within = view.elements.slice(view.index.get(group) + 1, view.end.get(group)).filter((e) => view.seen.get(e));
      const foreign = within.some((e) => isEditable(e) || isCheck(e) || isPicker(e) || (OWN_NAME_ROLES.has(names.roleOf(e)) && !words.some((word) => holds(view, e, word) || holds(view, word, e))));
      if (!foreign && (view.text.get(group) || "").length < RAIL_TEXT) view.rails.push(group);
      break;
    }
  }
  return view.rails;
}

const inRail = (view, question, element) => rails(view, question).some((rail) => holds(view, rail, element));
