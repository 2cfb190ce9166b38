// Check boxes, switches and radio buttons, drawn in one way and marked up in six.

const drawing = (shape) => h("span", { class: "drawing " + shape, "aria-hidden": "true" }, shape === "toggle" ? h("span", { class: "knob" }) : icon("tick", 14));

function checkStyle(shape) {
  const wish = SW[shape === "toggle" ? "markup.toggle" : "markup.check"];
  if (wish !== "auto") return wish;
  // How Meta marks these up is not known (invented).
  return shape === "toggle" && GEN2 ? "switch" : "hidden";
}

// A check with its words. `shape`: square, round, toggle, dot (radio).
function check({ label, detail, on = false, disabled = false, act, shape = "square", side = "left", group, beside, tip }) {
  const radio = shape === "dot";
  let style = checkStyle(shape);
  let state = on;
  let off = disabled;
  const wish = () => {
    if (off || (radio && state)) return;
    act(radio ? true : !state);
  };
  const native = style === "native" || style === "hidden" || style === "clipped";
  let control;
  let box;
  if (native) {
    control = h("input", {
      type: radio ? "radio" : "checkbox",
      name: radio ? group : null,
      class: style === "native" ? "native-check" : style === "hidden" ? "over" : "clip",
    });
    control.addEventListener("change", () => {
      control.checked = state;
      wish();
      control.checked = state;
    });
    box = style === "native" ? control : h("span", { class: "check-box" }, control, drawing(shape));
    // A clipped input cannot be hit: the drawing passes the click on, unless a label around it does that already.
    if (style === "clipped" && SW["markup.label"] !== "wrap") box.lastChild.addEventListener("click", wish);
  } else {
    const role = radio ? "radio" : style === "switch" ? "switch" : "checkbox";
    control = box = h("div", { role, tabindex: "0", class: "check-box" }, drawing(shape));
    control.addEventListener("click", wish);
    control.addEventListener("keydown", (event) => {
      if (event.key === " ") {
        event.preventDefault();
        wish();
      }
    });
  }
  const words = beside || h("span", { class: "check-words" }, h("span", { class: "check-label" }, deep(label)), detail && h("span", { class: "check-detail" }, detail));
  const nameHolder = beside ? beside.querySelector("[data-n]") || beside : words.firstChild;
  nameHolder.removeAttribute("data-n");
  let way = SW["markup.label"];
  if (!native && (way === "for" || way === "wrap")) way = "labelledby";
  if (way === "aria-label") control.setAttribute("aria-label", label);
  if (way === "labelledby") control.setAttribute("aria-labelledby", (nameHolder.id = nameHolder.id || freshId()));
  let inner = side === "left" ? [box, words] : [words, box];
  let el;
  if (way === "wrap") {
    el = h("label", { class: "check " + side }, inner);
  } else {
    el = h("div", { class: "check " + side }, inner);
    if (way === "for") {
      control.id = freshId();
      const tied = h("label", { for: control.id, class: nameHolder === words ? "check-words" : "check-label" });
      tied.append(...nameHolder.childNodes);
      nameHolder.replaceWith(tied);
    }
  }
  if (tip) el.title = tip;
  const paint = () => {
    el.classList.toggle(className("on"), state);
    el.classList.toggle(className("off"), off);
    if (native) {
      control.checked = state;
      control.disabled = off;
    } else {
      control.setAttribute("aria-checked", String(state));
      off ? control.setAttribute("aria-disabled", "true") : control.removeAttribute("aria-disabled");
    }
  };
  paint();
  sleepy(el);
  el.set = (value, nowOff = off, nowTip) => {
    state = value;
    off = nowOff;
    if (nowTip !== undefined) el.title = nowTip || "";
    paint();
  };
  return el;
}
