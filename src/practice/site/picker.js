// Pickers: one option of several, in every markup that real pages use; and menus.

function pickerStyle() {
  const wish = SW["markup.picker"];
  return wish === "auto" ? "select-only" : wish;
}

// A list that opens below its anchor, in the portal.
function popup(anchor, { role, looks = "popup", closed }) {
  const el = h("div", { class: looks, role });
  const place = () => {
    const box = anchor.getBoundingClientRect();
    const below = window.innerHeight - box.bottom - 12;
    const above = box.top - 12;
    const up = below < 180 && above > below;
    el.style.left = Math.max(8, Math.min(box.left, window.innerWidth - Math.max(box.width, 180) - 8)) + "px";
    el.style.minWidth = box.width + "px";
    el.style.maxHeight = Math.min(320, up ? above : below) + "px";
    if (up) el.style.bottom = window.innerHeight - box.top + 4 + "px";
    else el.style.top = box.bottom + 4 + "px";
  };
  const outside = (event) => {
    const path = event.composedPath();
    if (!path.includes(el) && !path.includes(anchor)) close();
  };
  function close() {
    if (!el.isConnected) return;
    el.remove();
    document.removeEventListener("pointerdown", outside, true);
    closed?.();
  }
  place();
  layer().append(el);
  document.addEventListener("pointerdown", outside, true);
  el.close = close;
  return el;
}

// `options`: [{ value, text, sub }]. `act` is called with the value.
function picker({ label, value, options, placeholder, act }) {
  const style = pickerStyle();
  let current = value;
  const textOf = () => options.find((option) => option.value === current)?.text;
  if (style === "native") {
    const select = h("select", { class: "picker" },
      h("option", { value: "", disabled: true }, placeholder || ""),
      options.map((option) => h("option", { value: option.value }, option.text)));
    select.value = current || "";
    select.addEventListener("change", () => act((current = select.value)));
    const el = h("div", { class: "field-group" }, labelled(select, label));
    el.set = (next) => (select.value = current = next);
    return el;
  }
  const list = { "select-only": "listbox", combobox: "listbox", listbox: "listbox", menu: "menu" }[style];
  const optionRole = list === "menu" ? "menuitemradio" : "option";
  let open = null;
  let face;
  let words;
  if (style === "combobox") {
    face = words = h("input", {
      type: "text", role: "combobox", class: "picker", "aria-autocomplete": "list", "aria-haspopup": "listbox", autocomplete: "off", placeholder,
    });
  } else {
    words = h("span", { class: "picker-words" });
    const props = { class: "picker", "aria-haspopup": list };
    face = style === "select-only"
      ? h("div", { role: "combobox", tabindex: "0", ...props }, words, icon("chevron", 16))
      : h("button", { type: "button", ...props }, words, icon("chevron", 16));
  }
  const paint = () => {
    const text = textOf() || "";
    if (style === "combobox") words.value = text;
    else words.textContent = text || placeholder || "";
    face.setAttribute("aria-expanded", String(!!open));
  };
  const rows = (filter, box) => {
    const shown = options.filter((option) => option.text.toLowerCase().includes(filter.toLowerCase()));
    const state = optionRole === "option" ? "aria-selected" : "aria-checked";
    const draw = (option) => {
      const el = h("div", { role: optionRole, class: "option", [state]: String(option.value === current), tabindex: "-1" },
        h("span", null, option.text), option.sub && h("span", { class: "option-sub" }, option.sub));
      el.addEventListener("click", () => {
        current = option.value;
        open?.close();
        paint();
        act(current);
      });
      return el;
    };
    // In 2026 a long list may be filled only where it is scrolled.
    if (!GEN3 || SW["markup.popup"] === "all") return fill(box, shown.map(draw));
    box.fillLong ??= longList(box, draw);
    box.fillLong(shown);
  };
  const show = () => {
    if (open) return;
    const searching = SW["markup.picker_search"] === "yes" && style !== "combobox";
    open = popup(face, { role: searching ? null : list, closed: () => { open = null; paint(); } });
    let box = open;
    if (searching) {
      box = h("div", { role: list, class: GEN3 && SW["markup.popup"] !== "all" ? "long" : "" });
      const filter = field({ placeholder: T("search"), search: true, input: (text) => rows(text, box) });
      open.append(filter, box);
    }
    box.id = freshId();
    face.setAttribute("aria-controls", box.id);
    rows("", box);
    open.filter = (text) => rows(text, box);
    paint();
    reloadUnderPicker();
  };
  sleepy(face);
  face.addEventListener("click", (event) => {
    event.preventDefault();
    open && style !== "combobox" ? open.close() : show();
  });
  if (style === "combobox") {
    face.addEventListener("input", () => {
      const typed = face.value;
      show();
      face.value = typed;
      open.filter(typed);
    });
    face.addEventListener("focus", () => face.select());
  }
  face.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") show();
    if (event.key === "Escape") open?.close();
  });
  paint();
  const natively = style === "combobox" || face.tagName === "BUTTON";
  const el = h("div", { class: "field-group" }, labelled(face, label, { natively }));
  // A button is named by its label and by what it shows; only the label would hide the choice.
  if (face.tagName === "BUTTON" && SW["markup.label"] === "labelledby") {
    face.setAttribute("aria-labelledby", face.getAttribute("aria-labelledby") + " " + (words.id = freshId()));
  }
  el.set = (next) => {
    current = next;
    paint();
  };
  return el;
}

// The "..." menu.
function menuButton(entries) {
  const way = SW["markup.menu_button"];
  let open = null;
  const toggle = () => {
    if (open) return open.close();
    open = popup(el, { role: "menu", looks: "popup menu", closed: () => (open = null) });
    for (const [text, act, why] of entries) {
      const entry = h("div", { role: "menuitem", class: why ? "option off" : "option", tabindex: "-1", "aria-disabled": why ? "true" : null, title: why }, h("span", null, text));
      sleepy(entry);
      entry.addEventListener("click", () => {
        if (why) return;
        open?.close();
        act();
      });
      open.append(entry);
    }
  };
  const el = button({
    text: way === "dots" ? "..." : null,
    symbol: way === "dots" ? null : "dots",
    name: way === "named" ? T("more_options") : null,
    kind: "ghost",
    style: styleOf("button", "menu"),
    act: toggle,
    props: { "aria-haspopup": "menu" },
  });
  return el;
}
