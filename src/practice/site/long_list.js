// Popups of 2026: they hang outside of the dialog, and their long lists may be filled only where they are scrolled.

const LINE = 36;

// Rows in a scrolling box: all there, filled as it is scrolled, or rendered only where it is visible.
function longList(box, draw) {
  const style = SW["markup.popup"];
  let rows = [];
  let end = 0;
  let waiting = false;
  let range = "";
  const tall = () => Math.ceil((box.clientHeight || 240) / LINE);
  const line = (item, index) => {
    const el = draw(item);
    el.classList.add(className("long-line"));
    if (style === "virtual") el.style.cssText = `position:absolute;left:0;right:0;top:${index * LINE}px;height:${LINE}px`;
    return el;
  };
  const window_ = () => {
    const first = Math.max(0, Math.floor(box.scrollTop / LINE) - 1);
    const last = Math.min(rows.length, first + tall() + 3);
    if (range === `${first} ${last}`) return;
    range = `${first} ${last}`;
    const field = h("div", { style: `position:relative;height:${rows.length * LINE}px` });
    for (let index = first; index < last; index++) field.append(line(rows[index], index));
    const top = box.scrollTop;
    fill(box, field);
    box.scrollTop = top;
  };
  const more = () => {
    const from = end;
    end = Math.min(rows.length, end + tall() + 2);
    for (let index = from; index < end; index++) box.append(line(rows[index], index));
  };
  box.addEventListener("scroll", () => {
    if (style === "virtual") return window_();
    if (style !== "lazy" || waiting || end >= rows.length || box.scrollTop + box.clientHeight < box.scrollHeight - LINE) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      more();
    }, Number(SW["manner.popup_ms"]));
  });
  return (list) => {
    rows = list;
    end = 0;
    range = "";
    box.replaceChildren();
    box.scrollTop = 0;
    if (style === "virtual") window_();
    else if (style === "lazy") more();
    else for (const [index, item] of rows.entries()) box.append(line(item, index));
  };
}

// What opens a popup, in the wished markup of a picker. `words` is what it shows.
function popupFace(words, role, toggle) {
  const style = pickerStyle();
  const shown = h("span", { class: "picker-words" }, words);
  const props = { class: "picker", "aria-haspopup": role, "aria-expanded": "false" };
  const face = style === "select-only" || style === "combobox"
    ? h("div", { role: "combobox", tabindex: "0", ...props }, shown, icon("chevron", 16))
    : h("button", { type: "button", ...props }, shown, icon("chevron", 16));
  sleepy(face);
  face.addEventListener("click", (event) => {
    event.preventDefault();
    toggle();
  });
  face.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || (event.key === "Enter" && face.tagName === "DIV")) toggle();
  });
  face.words = shown;
  return face;
}

// A popup with a search field and a long list. What is in it comes a while after it has opened.
function searchPopup(face, { role, placeholder, rows, draw, closed, head }) {
  const el = popup(face, { role: null, looks: "popup searching", closed: () => {
    face.setAttribute("aria-expanded", "false");
    closed();
  } });
  face.setAttribute("aria-expanded", "true");
  el.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    el.close();
  });
  const box = h("div", { class: "long", role });
  if (role === "listbox") box.setAttribute("aria-multiselectable", "true");
  const show = longList(box, draw);
  const draw_ = (text) => {
    const wanted = text.trim().toLowerCase();
    show(rows().filter((row) => (row.name + (row.id || "")).toLowerCase().includes(wanted)));
  };
  const open = () => {
    if (!el.isConnected) return;
    fill(el, field({ placeholder, search: true, looks: "field bare", input: draw_ }), head && head(), box);
    draw_("");
    reloadUnderPicker();
  };
  const wait = Number(SW["manner.popup_ms"]);
  if (!wait) open();
  else {
    fill(el, busy());
    setTimeout(open, wait);
  }
  el.again = () => draw_("");
  return el;
}
