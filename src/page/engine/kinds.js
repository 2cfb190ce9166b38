// What an element is to a person: a button, a field, a check that is on; and whether it shows.

const CLICK_ROLES = new Set(["button", "link", "menuitem", "menuitemcheckbox", "menuitemradio", "tab", "treeitem", "option", "radio", "checkbox", "switch", "row", "gridcell", "combobox", "listitem"]);
const FIELD_ROLES = new Set(["textbox", "searchbox", "spinbutton"]);
const CHECK_ROLES = new Set(["checkbox", "switch", "radio", "menuitemcheckbox", "menuitemradio"]);
const OPTION_ROLES = new Set(["option", "menuitem", "menuitemradio", "menuitemcheckbox", "radio", "treeitem"]);
const DIALOG_ROLES = new Set(["dialog", "alertdialog"]);
const OWN_NAME_ROLES = new Set(["button", "link", "menuitem", "tab"]);

const isEditable = (element) => element.isContentEditable || element.localName === "textarea" || (element.localName === "input" && !/^(checkbox|radio|button|submit|reset|image|file|hidden|range|color)$/.test(element.type));

const nativeCheck = (element) => element.localName === "input" && (element.type === "checkbox" || element.type === "radio");

// A hidden field that keeps the state of a check that is only drawn; beside a real check it is that one's shadow.
const hiddenState = (element) => element.localName === "input" && element.type === "hidden" && /^(true|false|on|off)$/i.test(element.value) && !element.parentElement?.querySelector("input[type=checkbox], input[type=radio], [role], [aria-checked]");

// A state in a data attribute, where no control around or inside it has one.
const dataState = (element) => (element.hasAttribute("data-checked") || /^(un)?checked$/.test(element.getAttribute("data-state") || "")) && !element.parentElement?.closest("label, button, [role=checkbox], [role=radio], [role=switch], [aria-checked], [data-checked]") && !element.querySelector("input, button, [role], [aria-checked], [data-checked]") && !element.hasAttribute("role");

// On, off, or null where nothing tells.
function checkedOf(element) {
  if (nativeCheck(element)) return element.checked;
  for (const attribute of ["aria-checked", "aria-pressed", "aria-selected"]) {
    const value = element.getAttribute(attribute);
    if (value === "true") return true;
    if (value === "false" || value === "mixed") return false;
  }
  if (hiddenState(element)) return /^(true|on)$/i.test(element.value);
  const data = element.getAttribute("data-state") ?? element.getAttribute("data-checked") ?? element.getAttribute("data-selected");
  if (data !== null) {
    if (/^(checked|on|true|selected)$/i.test(data)) return true;
    if (/^(unchecked|off|false|unselected)$/i.test(data)) return false;
  }
  return null;
}

// An input that only carries the state of the check beside it into a form.
const shadowsCheck = (element) => element.ariaHidden === "true" && [element.previousElementSibling, element.nextElementSibling].some((e) => e && CHECK_ROLES.has(e.getAttribute("role")));

// Something with an on and an off: by its role, or by a state that only such things have.
function isCheck(element) {
  if (nativeCheck(element)) return !shadowsCheck(element);
  const role = names.roleOf(element);
  if (CHECK_ROLES.has(role)) return true;
  if ((role === "option" || role === "row" || role === "gridcell" || role === "listitem" || role === "treeitem") && element.hasAttribute("aria-selected")) return true;
  if (role === "option" && element.hasAttribute("aria-checked")) return true;
  return element.hasAttribute("aria-pressed") || element.hasAttribute("aria-checked") || hiddenState(element) || dataState(element);
}

function closest(view, element, test) {
  for (let e = element; e; e = view.parent.get(e)) if (test(e)) return e;
  return null;
}

const isControl = (element) => {
  const role = names.roleOf(element);
  return CLICK_ROLES.has(role) || FIELD_ROLES.has(role) || element.localName === "select";
};

function pointer(view, element) {
  let is = view.cursor.get(element);
  if (is === undefined) {
    is = element.ownerDocument.defaultView.getComputedStyle(element).cursor === "pointer";
    view.cursor.set(element, is);
  }
  return is;
}

const looksClickable = (view, element) => element.tabIndex >= 0 || element.hasAttribute("onclick") || pointer(view, element);

// Invisible to the eye though in the box tree: see-through, off the screen, or clipped to nothing.
const seen = (view, element) => view.seen.get(element) && !unreachable(element) && opacityOf(view, element) > 0.1;

// A check may be an invisible input under a drawing: it counts when what stands around it is seen. The less has to be looked
// at around it, the more it is the one that is meant: 0 is seen itself, null is not there for the eye.
function checkDepth(view, element) {
  if (seen(view, element)) return 0;
  const around = view.parent.get(element);
  if (hiddenState(element)) return seen(view, around) ? 1 : null;
  if (!nativeCheck(element)) return null;
  for (const label of element.labels ?? []) if (seen(view, label)) return 1;
  // It is put away together with the label around it.
  if (element.closest("label")) return null;
  if (around && seen(view, around)) return 2;
  const further = around && view.parent.get(around);
  return further && seen(view, further) && sizeOf(view, further) < 14 ? 3 : null;
}

const checkSeen = (view, element) => checkDepth(view, element) !== null;

const isPicker = (element) => {
  const role = names.roleOf(element);
  if (element.localName === "select" || role === "combobox" || role === "radiogroup") return true;
  if (role === "listbox") return true;
  const popup = element.getAttribute("aria-haspopup");
  return role === "button" && popup !== null && popup !== "false" && !/^(\.\.\.|…|⋯|⋮)?$/.test((element.textContent || "").trim());
};

// What a picker shows is its value and nothing to tick, also in one that only its use told to be a picker.
const showsValue = (element) => names.roleOf(element) === "combobox" || (names.roleOf(element) === "button" && isPicker(element)) || !!memory().chosen?.has(element);
