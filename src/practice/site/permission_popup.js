// The permissions of 2026: a field that tells how many are chosen, and a popup outside of the dialog that covers its foot.

function permissionField({ ticked, changed }) {
  const el = h("div", { class: "permissions" });
  const options = SW["markup.popup_row"] === "option";
  let all = [];
  let open = null;
  const face = popupFace("", options ? "listbox" : "dialog", () => (open ? open.close() : show()));
  const paint = () => {
    const n = ticked.size;
    face.words.textContent = n === 0 ? T("no_permission_chosen") : T(n === 1 ? "one_chosen" : "options_chosen", { n });
  };
  const turn = (name, on) => {
    on ? ticked.add(name) : ticked.delete(name);
    paint();
    changed();
  };
  const item = (permission) => (options ? optionRow(permission.name, ticked, turn) : checkRow(permission.name, ticked, turn));
  const show = () => {
    if (!all.length) return;
    open = searchPopup(face, { role: options ? "listbox" : null, rows: () => all, draw: item, closed: () => { open = null; } });
  };
  const group = h("div", { class: "field-group" }, labelled(face, T("select_permissions"), { natively: face.tagName === "BUTTON" }));
  // A button is named by its label and by what it shows; only the label would hide the choice.
  if (face.tagName === "BUTTON" && SW["markup.label"] === "labelledby") {
    face.setAttribute("aria-labelledby", face.getAttribute("aria-labelledby") + " " + (face.words.id = freshId()));
  }
  el.show = (permissions, cause) => {
    all = permissions;
    paint();
    if (!permissions.length) {
      open?.close();
      return fill(el, h("div", { class: "empty" }, h("h3", null, T("no_permissions")), h("p", null, T(cause === "use_case" ? "use_case" : "no_permissions_about"))));
    }
    fill(el, group);
    open?.again();
  };
  return el;
}

function checkRow(name, ticked, turn) {
  const line = check({ label: name, on: ticked.has(name), act: (on) => {
    turn(name, on);
    line.set(on);
  } });
  return line;
}

function optionRow(name, ticked, turn) {
  const el = h("div", { role: "option", tabindex: "-1", class: "check left option-check" }, h("span", { class: "check-box" }, drawing("square")), h("span", { class: "check-words" }, h("span", null, name)));
  const paint = () => {
    el.setAttribute("aria-selected", String(ticked.has(name)));
    el.classList.toggle(className("on"), ticked.has(name));
  };
  paint();
  sleepy(el);
  el.addEventListener("click", () => {
    turn(name, !ticked.has(name));
    paint();
  });
  return el;
}
