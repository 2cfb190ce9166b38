// Which page is shown.

function frame() {
  document.body.className = classes("body framed");
  attach(document);
  document.body.append(h("div", { class: "strip" }, T("strip")), h("iframe", { src: "/frame", class: "frame", title: "" }));
}

function start() {
  const path = here().pathname;
  const onBusiness = location.origin === CONFIG.business;
  if (SW["markup.container"] === "iframe" && onBusiness && !FRAMED && path.includes("/settings")) return frame();
  makeRoots();
  if (path.includes("/login")) return loginPage();
  if (path.includes("/security/block")) return blockPage();
  if (!onBusiness) {
    const app = path.match(/^\/apps\/(\d+)/);
    return app ? appPage(app[1]) : appsPage();
  }
  if (path.startsWith("/verify")) return verifyPage();
  if (path.startsWith("/latest/home")) return homePage();
  fill(root, strip(), busy());
  cookieBanner();
  return settingsPage(sectionOf(path));
}

start();
