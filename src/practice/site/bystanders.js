// What stands about on the pages of 2026 and has nothing to do with anything: a rail, a helper, a banner.

const RAIL = [["home", "home"], ["notifications", "bell"], ["planner", "data"], ["contacts", "people"], ["insights", "share"], ["all_tools", "dots"], ["rail_settings", "gear"]];

// Pictures without names at the left edge. Under the pointer it unfolds, with words, over the side panel.
function railThree() {
  const entries = RAIL.map(([key, symbol]) => h("a", { href: "#", class: "rail-entry", "aria-label": T(key), onclick: (event) => { event.preventDefault(); mishap("clicked the rail"); } }, icon(symbol, 20), h("span", { class: "rail-words" }, T(key))));
  const el = h("div", { class: "rail three" }, entries);
  if (SW["manner.rail"] !== "unfolds") return el;
  const late = Number(SW["manner.rail_ms"]);
  el.style.transition = `width ${late}ms ease-out`;
  el.addEventListener("pointerenter", () => el.classList.add(className("unfolded")));
  el.addEventListener("pointerleave", () => el.classList.remove(className("unfolded")));
  return h("div", { class: "rail-place" }, el);
}

// A round button, or a panel that says of itself that it is a modal dialog, and is none.
function helper() {
  const wish = SW["manner.assistant"];
  if (wish === "none") return;
  let panel = null;
  const open = () => {
    panel = h("div", { class: "helper", role: "dialog", "aria-modal": "true", "aria-label": T("helper") },
      h("div", { class: "dialog-head" }, h("h2", { class: "dialog-title" }, T("helper")), clickable(styleOf("button", "x"), "button icon", { name: T("close"), act: close }, [icon("close", 18)])),
      h("div", { class: "pad" }, h("p", null, T("helper_about")), field({ placeholder: T("helper_ask"), input: () => {} }),
        button({ text: T("helper_idea"), kind: "ghost", act: () => mishap("asked the AI assistant") })));
    root.append(panel);
  };
  const close = () => {
    panel?.remove();
    panel = null;
  };
  root.append(clickable(styleOf("button", "helper"), "helper-button", { name: T("helper"), act: () => (panel ? close() : open()) }, [icon("gear", 22)]));
  if (wish === "open") open();
}

function banner() {
  if (SW["manner.banner"] !== "yes") return null;
  const el = h("div", { class: "banner" }, icon("info", 18), h("span", { class: "grow" }, T("banner")),
    button({ text: T("banner_go"), kind: "ghost", act: () => mishap("clicked the banner") }), clickable(styleOf("button", "x"), "button icon", { name: T("close"), act: () => el.remove() }, [icon("close", 16)]));
  return el;
}
