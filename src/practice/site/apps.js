// The app panel, and an app's own page with its decoy.

function developersFrame(...content) {
  fill(root, strip(),
    h("header", { class: "dev-top" }, h("strong", null, "for Developers"), h("span", { class: "grow" }),
      ["docs", "tools", "support", "my_apps"].map((key) => h("a", { href: "/apps/" }, T(key))),
      h("span", { class: "avatar" }, icon("people", 16)), h("span", null, CONFIG.person)),
    content);
}

async function appsPage() {
  document.title = T("apps_title");
  const cards = h("div", { class: "cards" });
  const filter = field({ placeholder: T("search_apps"), search: true, input: (text) => draw(text) });
  const count = h("span", null, T("all_apps", { n: 0 }));
  let apps = [];
  const draw = (text = "") => {
    const wanted = text.toLowerCase();
    fill(cards, apps.filter((app) => (app.name + app.id).toLowerCase().includes(wanted)).map(appCard));
    count.textContent = T("all_apps", { n: apps.length });
  };
  developersFrame(h("main", { class: "dev-main" },
    h("div", { class: "dev-head" }, h("h1", null, T("apps_title")), h("span", { class: "grow" }), filter,
      button({ text: T("create_app"), kind: "green", act: () => mishap("clicked Create App") })),
    h("div", { class: "dev-columns" },
      h("div", { class: "card pad filter" }, h("h2", null, T("filter_by")),
        h("div", { class: "radio-line selected" }, h("span", { class: "dot on", "aria-hidden": "true" }), count),
        h("div", { class: "radio-line" }, h("span", { class: "dot", "aria-hidden": "true" }), h("span", null, T("archived")))),
      h("div", { class: "card grow" }, h("div", { class: "card-top" }, h("span", { class: "grow" }), h("span", { class: "button plain" }, T("recently_used"), icon("chevron", 14))), cards))));
  cookieBanner();
  const reply = await ask("apps");
  await inPieces(reply.apps, (some) => {
    apps = some;
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
  const href = app.business && `${CONFIG.business}/settings/${page}?business_id=${app.business.id}`;
  const open = () => (location.href = "/apps/" + app.id + "/dashboard/");
  const face = h("div", { class: "app-face" },
    h("span", { class: "app-icon", "aria-hidden": "true" }, icon("atom", 36)),
    h("div", { class: "app-words" },
      h("div", { class: "app-name" }, app.name),
      h("div", null, T("app_id", { id: app.id })), h("div", null, T("mode", { x: app.mode })), h("div", null, T("type", { x: app.kind })),
      app.business && h("div", null, T("business"), h("a", { href, target, rel: target && "noopener", class: "link", onclick: (event) => event.stopPropagation() }, app.business.name))));
  face.addEventListener("click", open);
  return h("div", { class: "app-card" }, face,
    h("div", { class: "app-foot" }, icon("shield", 16), h("span", { class: "grow" }, T("administrator")), icon("bell", 16), icon("dots", 16)));
}

// An app's own page. Its "API Setup" makes a temporary token: nobody who wants a permanent one should be here.
async function appPage(id) {
  const reply = await ask("apps");
  const app = reply.apps.find((one) => one.id === id);
  if (!app) return plainPage(T("nothing_here"));
  document.title = app.name;
  const content = h("div", { class: "grow" });
  const show = (key) => fill(content, h("h2", { class: "main-title" }, T(key)), key === "api_setup" ? apiSetup(app) : h("div", { class: "card pad" }, h("p", null, T("nothing_here"))));
  developersFrame(h("main", { class: "dev-main" }, h("div", { class: "dev-head" }, h("h1", null, app.name), h("span", { class: "quiet" }, T("app_id", { id }))),
    h("div", { class: "dev-columns" },
      h("nav", { class: "card pad filter" }, ["dashboard", "app_settings", "quickstart", "api_setup"].map((key) => row({ looks: "side-entry", text: T(key), act: () => show(key) }, h("span", null, T(key))))),
      content)));
  show("dashboard");
}

function apiSetup(app) {
  const shown = h("p", { class: "mono" });
  return h("div", { class: "card pad" }, h("h3", null, T("temporary_token")), h("p", null, T("temporary_about")), shown,
    button({ text: T("generate_access_token"), kind: "primary", act: async () => { shown.textContent = (await commit("temporary-token", { app_id: app.id })).token; } }));
}
