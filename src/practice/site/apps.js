// The app panel, and an app's own page with its decoy.

function developersFrame(...content) {
  fill(root, strip(),
    h("header", { class: "dev-top" }, h("strong", null, "for Developers"), h("span", { class: "grow" }),
      (GEN3 ? ["my_apps", "required_actions", "docs", "tools", "support"] : ["docs", "tools", "support", "my_apps"]).map((key) => h("a", { href: "/apps/" }, T(key))),
      h("span", { class: "avatar" }, icon("people", 16)), h("span", null, CONFIG.person)),
    content);
}

async function appsPage() {
  document.title = T("apps_title");
  const cards = h("div", { class: "cards" });
  const filter = field({ placeholder: T("search_apps"), search: true, input: (text) => draw(text) });
  const count = h("span", null, T("all_apps", { n: 0 }));
  let apps = [];
  let portfolio = null;
  const portfolios = h("div");
  const drawPortfolios = () => {
    const all = [...new Map(apps.filter((app) => app.business).map((app) => [app.business.id, app.business.name]))];
    const choose = (id) => { portfolio = id; if (!id) drawPortfolios(); draw(filter.input.value); };
    fill(portfolios, picker({ label: T("portfolio_filter"), value: portfolio, placeholder: T("no_portfolio"), options: all.map(([id, text]) => ({ value: id, text })), act: choose }),
      h("a", { href: "#", class: "link", onclick: (event) => { event.preventDefault(); choose(null); } }, T("clear")));
  };
  const draw = (text = "") => {
    const wanted = text.toLowerCase();
    fill(cards, apps.filter((app) => (app.name + app.id).toLowerCase().includes(wanted) && (!portfolio || app.business?.id === portfolio)).map(appCard));
    count.textContent = T("all_apps", { n: apps.length });
  };
  developersFrame(h("main", { class: "dev-main" },
    h("div", { class: "dev-head" }, h("h1", null, T("apps_title")), h("span", { class: "grow" }), filter,
      button({ text: T("create_app"), kind: "green", act: () => mishap("clicked Create App") })),
    h("div", { class: "dev-columns" },
      h("div", { class: "card pad filter" }, h("h2", null, T("filter_by")),
        h("div", { class: "radio-line selected" }, h("span", { class: "dot on", "aria-hidden": "true" }), count),
        h("div", { class: "radio-line" }, h("span", { class: "dot", "aria-hidden": "true" }), h("span", null, T("archived"))),
        GEN3 && [h("div", { class: "radio-line" }, h("span", { class: "dot", "aria-hidden": "true" }), h("span", null, T("required_actions"))), portfolios]),
      h("div", { class: "card grow" }, GEN3 ? h("div", { class: "card-top" }, h("h2", null, T("admin_apps"))) : h("div", { class: "card-top" }, h("span", { class: "grow" }), h("span", { class: "button plain" }, T("recently_used"), icon("chevron", 14))), cards))));
  cookieBanner();
  const reply = await ask("apps");
  await inPieces(reply.apps, (some) => {
    apps = some;
    if (GEN3) drawPortfolios();
    restlessOnce(cards, draw);
  });
}

let restlessStarted = false;
function restlessOnce(el, draw) {
  if (restlessStarted) return draw();
  restlessStarted = true;
  restless(el, draw);
}

function appCard(app) {
  const target = SW["manner.window"] === "blank" ? "_blank" : null;
  // The link leads into the settings; which page of them is not told by any source.
  const page = SW["manner.landing"] === "info" ? "info" : "system-users";
  const href = app.business && `${CONFIG.business}/settings/${page}${GEN3 && SW["manner.link"] !== "whole" ? "" : "?business_id=" + app.business.id}`;
  const short = GEN3 && SW["markup.card"] === "short";
  const open = () => (location.href = "/apps/" + app.id + "/dashboard/");
  const face = h("div", { class: "app-face" },
    h("span", { class: "app-icon", "aria-hidden": "true" }, icon("atom", 36)),
    h("div", { class: "app-words" },
      h("div", { class: "app-name" }, app.name),
      h("div", null, T("app_id", { id: app.id })), short ? null : h("div", null, T("mode", { x: app.mode })), short ? null : h("div", null, T("type", { x: app.kind })),
      app.business && h("div", null, T("business"), h("a", { href, target, rel: target && "noopener", class: "link", onclick: (event) => event.stopPropagation() }, app.business.name))));
  face.addEventListener("click", open);
  return h("div", { class: "app-card" }, face,
    h("div", { class: "app-foot" }, icon("shield", 16), h("span", { class: "grow" }, T("administrator")), GEN3 ? null : icon("bell", 16), icon("dots", 16)));
}

// An app's own page. Its "API Setup" makes a temporary token: nobody who wants a permanent one should be here.
async function appPage(id) {
  const reply = await ask("apps");
  const app = reply.apps.find((one) => one.id === id);
  if (!app) return plainPage(T("nothing_here"));
  document.title = app.name;
  const content = h("div", { class: "grow" });
  const show = (key) => fill(content, h("h2", { class: "main-title" }, T(key)), key === "api_setup" ? apiSetup(app) : key === "try_it_out" ? tryItOut(app) : h("div", { class: "card pad" }, h("p", null, T("nothing_here"))));
  developersFrame(h("main", { class: "dev-main" }, h("div", { class: "dev-head" }, h("h1", null, app.name), h("span", { class: "quiet" }, T("app_id", { id }))),
    h("div", { class: "dev-columns" },
      h("nav", { class: "card pad filter" }, (GEN3 ? ["dashboard", "required_actions", "use_cases", "try_it_out", "api_setup", "publish", "app_settings"] : ["dashboard", "app_settings", "quickstart", "api_setup"]).map((key) => row({ looks: "side-entry", text: T(key), act: () => show(key) }, h("span", null, T(key))))),
      content)));
  show("dashboard");
}

function apiSetup(app) {
  const shown = h("p", { class: "mono" });
  return h("div", { class: "card pad" }, h("h3", null, T("temporary_token")), h("p", null, T("temporary_about")), shown,
    button({ text: T("generate_access_token"), kind: "primary", act: async () => { shown.textContent = (await commit("temporary-token", { app_id: app.id })).token; } }));
}

// Another decoy: the words are those of the system users page.
function tryItOut(app) {
  const shown = h("p", { class: "mono" });
  return h("div", { class: "card pad" }, h("h3", null, T("try_it_out")), h("p", null, T("temporary_about")), shown,
    button({ text: T("generate_new"), kind: "primary", act: async () => { shown.textContent = (await commit("temporary-token", { app_id: app.id, place: "try_it_out" })).token; } }));
}

// And one more, in the settings: where events are sent in.
function eventsCard() {
  const shown = h("p", { class: "mono" });
  return h("div", { class: "card pad" }, h("h3", null, "Conversions API"), shown,
    button({ text: T("generate_access_token"), kind: "primary", act: async () => { shown.textContent = (await commit("temporary-token", { app_id: "", place: "events_manager" })).token; } }));
}
