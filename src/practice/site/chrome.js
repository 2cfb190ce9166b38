// The frame of the business console: the strip, the header, the side panel.

const strip = () => h("div", { class: "strip" }, T("strip"));

// The business that the page settled for, where its address names none.
let settledFor = "";
const businessId = () => new URLSearchParams(here().search).get("business_id") || settledFor;
const businessInAddress = () => !!new URLSearchParams(here().search).get("business_id");

function settingsPath(section) {
  const base = GEN2 ? "/latest/settings/" + section.replace(/-/g, "_") : "/settings/" + section;
  return base + "?" + (settledFor ? "" : "business_id=" + businessId()) + (GEN2 ? "&nav_ref=bm_settings" : "");
}

// Which groups of the side panel are open; `folded` closes them all at first.
const openGroups = new Set(SW["markup.side"] === "folded" ? [] : ["users", "accounts"]);

const PANEL = () => [
  ["users", "people", [["people"], ["partners"], ["system_users", "system-users"]]],
  ["accounts", "box", [["pages"], ["ad_accounts"], ["asset_groups"], ["apps"], ["instagram"], ["whatsapp_accounts"], ...(GEN3 && SW["world.accounts"] === "split" ? [["messaging_accounts"]] : []), ...(GEN2 ? [["threads"]] : [])]],
  ["data_sources", "data", [["catalogues"], ["pixels"], ["datasets"]]],
  ...(GEN2 ? [["requests", "bell", []]] : []),
  ["brand_safety", "shield", [["domains"]]],
  ...(GEN2 ? [["integrations", "share", []], ["billing", "case", []]] : []),
];

function sidePanel(business, section, go) {
  const el = h("nav", { class: "side" });
  const draw = () => fill(el, GEN2 && groupless("business_info", "case", "info"), PANEL().map(([key, symbol, entries]) => {
    // Without full control there is no System users entry.
    const shown = entries.filter(([entry]) => entry !== "system_users" || business.rights === "full");
    if (!shown.length) return groupless(key, symbol, key);
    const open = openGroups.has(key) || (SW["markup.side"] === "open" && shown.some(([entry, path]) => (path || entry) === section));
    const toggle = () => {
      openGroups.has(key) ? openGroups.delete(key) : openGroups.add(key);
      draw();
    };
    const head = row({ looks: "side-group", text: T(key) + " group", act: toggle, props: { "aria-expanded": String(open) } },
      icon(symbol, 20), h("span", { class: "grow" }, T(key)), h("span", { class: open ? "chevron up" : "chevron" }, icon("chevron", 16)));
    return [head, open && h("div", { class: "side-entries" }, shown.map(([entry, path]) => {
      const to = path || entry;
      return row({ looks: "side-entry", text: T(entry), href: settingsPath(to), role: "link", selected: to === section, act: () => go(to) }, h("span", null, T(entry)));
    }))];
  }));
  const groupless = (key, symbol, to) => row({ looks: "side-group", text: T(key), href: settingsPath(to), role: "link", selected: to === section, act: () => go(to) },
    icon(symbol, 20), h("span", { class: "grow" }, T(key)));
  draw();
  return el;
}

function header(business) {
  const letter = h("span", { class: "letter", "aria-hidden": "true" }, business.name.slice(0, 1));
  if (GEN2) {
    return h("div", { class: "top two" }, h("h1", { class: "top-title" }, T("settings")), letter,
      h("div", null, h("div", { class: "top-name" }, business.name), h("div", { class: "quiet" }, T("portfolio"))),
      h("span", { class: "grow" }), h("span", { class: "avatar", "aria-hidden": "true" }, icon("people", 18)));
  }
  return h("div", { class: "top one" }, h("h1", { class: "top-title" }, T("settings_title")),
    h("div", { class: "business-box" }, letter, h("span", { class: "grow" }, business.name), icon("chevron", 16)));
}

// The thin bar at the very left of generation 2: pictures without names.
const railBar = () => h("div", { class: "rail", "aria-hidden": "true" }, ["home", "bell", "people", "data", "share", "gear"].map((name) => h("span", null, icon(name, 20))));

async function settingsPage(section) {
  const business = await ask("business", { business_id: businessId() });
  if (business.error === "wrong_person") return wrongPerson();
  // Without business_id it is not a matter of rights.
  if (business.error) return GEN3 && !businessId() ? plainPage(T("not_available"), h("p", null, T("not_available_about"))) : plainPage(T("no_business"));
  if (!businessInAddress()) settledFor = business.id;
  document.title = GEN2 ? `${T("settings")} | ${business.name}` : T("settings_title");
  const main = h("main", { class: "main" });
  const side = h("div");
  const go = (to) => {
    OUTER.history.pushState({}, "", settingsPath(to));
    show(to);
  };
  const show = (to) => {
    surface();
    // Who has no full control sees another page, whatever the address says (invented).
    if (to === "system-users" && business.rights !== "full") to = "info";
    fill(side, sidePanel(business, to, go));
    if (to === "system-users") return systemUsersPage(main, business);
    const key = PANEL().flatMap(([, , entries]) => entries).find(([entry, path]) => (path || entry) === to)?.[0] || "business_info";
    fill(main, h("h2", { class: "main-title" }, T(key)), h("div", { class: "card pad" },
      h("p", null, key === "business_info" ? T("info_about", { business: business.name }) : T("nothing_here"))), GEN3 && key === "datasets" && eventsCard());
  };
  const left = h("aside", { class: "left" }, GEN2 ? null : header(business), side);
  fill(root, strip(), h("div", { class: GEN2 ? "console two" : "console one" }, GEN3 ? railThree() : GEN2 ? railBar() : null,
    h("div", { class: "column" }, GEN2 ? header(business) : null, h("div", { class: "columns" }, left, main))));
  if (GEN3) helper();
  OUTER.addEventListener("popstate", () => show(sectionOf(here().pathname)));
  show(section);
  if (business.unknown_dialog) unknownDialog();
  if (SW["manner.alert"] === "load" && !sessionStorage.getItem("alerted")) {
    sessionStorage.setItem("alerted", "yes");
    setTimeout(() => alert("Your session was refreshed."), Number(SW["manner.alert_ms"]));
  }
  selfReload();
}

function sectionOf(path) {
  const last = path.replace(/\/$/, "").split("/").pop().replace(/_/g, "-");
  return last === "settings" || last === "business-info" ? "info" : last === "ad-accounts" || last === "asset-groups" || last === "whatsapp-accounts" || last === "data-sources" ? last.replace(/-/g, "_") : last;
}

function plainPage(title, ...content) {
  fill(root, strip(), h("main", { class: "plain-page" }, h("div", { class: "card pad" }, h("h1", null, title), content)));
}
