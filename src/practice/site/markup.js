// Buttons, rows and fields. The same control can be marked up in every way that real pages use.

function styleOf(kind, text) {
  const wish = SW["markup." + kind];
  if (wish !== "mixed") return wish;
  return ["native", "div-role", "div-role"][mix(text, 3)];
}

// Something that is clicked, in the wished markup. `act` runs only while it is not disabled.
function clickable(style, looks, { name, act, href, role = "button", disabled = false, props = {} }, children) {
  let off = disabled;
  const shared = { class: looks, "aria-label": name, ...props };
  let el;
  if (style === "native") {
    el = h("button", { type: "button", ...shared }, children);
  } else if (style === "link") {
    el = h("a", { href: href || "#", ...shared }, children);
  } else if (style === "plain") {
    el = h("div", shared, children);
  } else {
    el = h("div", { role, tabindex: "0", ...shared }, h("div", { role: "none", class: "inside" }, children));
  }
  const paint = () => {
    el.classList.toggle(className("off"), off);
    if (style === "native") el.disabled = off;
    else if (style !== "plain") off ? el.setAttribute("aria-disabled", "true") : el.removeAttribute("aria-disabled");
  };
  paint();
  sleepy(el);
  el.addEventListener("click", (event) => {
    event.preventDefault();
    if (!off) act(event);
  });
  if (style === "div-role") {
    el.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      if (!off) act(event);
    });
  }
  el.setDisabled = (value) => {
    off = value;
    paint();
  };
  return el;
}

// A button. `kind`: primary, plain, ghost, icon.
function button({ text, symbol, kind = "plain", name, act, disabled = false, commits = false, style, props }) {
  const looks = "button " + kind;
  const words = text && h("span", { class: "words" }, h("span", null, text));
  const el = clickable(style || styleOf("button", text || name), looks, { name, act, disabled, props }, [
    symbol && icon(symbol, 16),
    words,
  ]);
  // A committing button may be disabled for a while although nothing is missing.
  const wait = commits ? Number(SW["manner.enable_ms"]) : 0;
  if (wait > 0) {
    const set = el.setDisabled;
    let wish = disabled;
    let early = true;
    el.setDisabled = (value) => {
      wish = value;
      set(early || value);
    };
    el.setDisabled(disabled);
    setTimeout(() => {
      early = false;
      set(wish);
    }, wait);
  }
  if (commits) setTimeout(() => toastOver(el), Number(SW["manner.toast_at_ms"]));
  return el;
}

const withTwins = (el, text) => (SW["manner.twins"] === "yes" ? twins(el, text) : el);

// A row of a list or of the side panel.
function row({ looks = "row", text, href, act, selected = false, role = "button", props = {} }, ...children) {
  const state = selected ? { "aria-current": "page", ...props } : props;
  return clickable(styleOf("row", text), looks + (selected ? " selected" : ""), { act, href, role, props: state }, children);
}

// Binds a visible label to a control, in the wished way. Returns what to put on the page.
function labelled(control, text, { named = control, natively = true, labelLooks = "label" } = {}) {
  let way = SW["markup.label"];
  if (!natively && (way === "for" || way === "wrap")) way = "labelledby";
  const words = h("span", { class: labelLooks }, text);
  if (way === "aria-label") named.setAttribute("aria-label", text.replace(/:$/, ""));
  if (way === "labelledby") named.setAttribute("aria-labelledby", (words.id = freshId()));
  if (way === "for") {
    named.id = named.id || freshId();
    return [h("label", { class: labelLooks, for: named.id }, text), control];
  }
  if (way === "wrap") return [h("label", { class: "wrap" }, words, control)];
  return [words, control];
}

// A text field.
function field({ label, placeholder, value = "", input, search = false, looks = "field" }) {
  const control = h("input", { type: search ? "search" : "text", class: looks, placeholder, value, autocomplete: "off" });
  control.addEventListener("input", () => input(control.value));
  const box = search ? h("div", { class: "search" }, icon("search", 16), control) : control;
  const el = h("div", { class: "field-group" }, label ? labelled(box, label, { named: control }) : box);
  el.input = control;
  return el;
}
