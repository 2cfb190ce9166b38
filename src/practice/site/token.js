// The token dialogs: one long page in generation 1, steps in generation 2, and the page that shows the token once.

async function offeredApps(business) {
  const assets = await ask("assets", { business_id: business.id });
  return assets.app;
}

function startingApp(apps) {
  const wish = SW.app_default === "auto" ? (GEN === "2" ? "none" : "first") : SW.app_default;
  return wish === "first" ? apps[0]?.id || null : null;
}

// 60 days is preselected: who does not look gets a token that ends.
function expiryChoice(wish) {
  // Some businesses are not offered another; that one may be offered nothing beside 60 days is invented.
  const options = ["sixty", ...({ no: ["never"], yes: [], ninety: ["ninety"], once: ["once"] }[SW["world.expiring_only"]])];
  const choose = (key) => {
    wish.expiry = key;
    wish.expires = key !== "never";
  };
  const about = h("p", { class: "quiet" }, T("expiration_about"), GEN3 && [" ", h("a", { href: "#", class: "link", onclick: (event) => event.preventDefault() }, T("learn_expiry"))]);
  if ((GEN3 || GEN === "1-expiry") && SW["markup.expiry"] === "picker") {
    const list = picker({ label: T("expiration"), value: wish.expiry, options: options.map((key) => ({ value: key, text: T(key) })), act: choose });
    return [list, about];
  }
  const lines = options.map((key) => check({ label: T(key), shape: "dot", group: "expiry", on: wish.expiry === key, act: () => {
    choose(key);
    lines.forEach((line, index) => line.set(options[index] === key));
  } }));
  return h("div", { class: "field-group", role: "radiogroup" }, h("div", { class: "label" }, T("expiration")), about, lines);
}

async function loadPermissions(list, user, wish) {
  wish.scopes.clear();
  const reply = await ask("permissions", { user_id: user.id, app_id: wish.app });
  for (const permission of reply.permissions) if (permission.on) wish.scopes.add(permission.name);
  await inPieces(reply.permissions, (some) => list.show(some, reply.cause));
  return reply.permissions.length;
}

const wishOf = (user, wish) => ({ user_id: user.id, app_id: wish.app, scopes: [...wish.scopes], expires: wish.expires, expiry: wish.expiry });

// Generation 1: everything on one page, the button at the very bottom.
async function tokenDialog(business, user, refresh) {
  const asks = GEN !== "1" && GEN !== "1b";
  const wish = { app: null, scopes: new Set(), expires: asks, expiry: asks ? "sixty" : "never" };
  const dialog = openDialog({ title: T("generate_title"), looks: "tall", onclose: () => (showsToken = false) });
  fill(dialog.body, busy());
  const apps = await offeredApps(business);
  // What shows on one page is set back in sight.
  let setBack = !asks || SW["manner.expiry"] !== "resets";
  const list = permissionList({ ticked: wish.scopes, changed: () => {
    if (setBack) return;
    setBack = true;
    expirySetBack(wish);
    fill(expiry, expiryChoice(wish));
  } });
  const expiry = h("div", null, asks && expiryChoice(wish));
  const choose = (id) => {
    wish.app = id;
    generate.setDisabled(!id);
    loadPermissions(list, user, wish);
  };
  const generate = button({ text: T("generate"), kind: "primary", disabled: true, commits: true, act: async () => {
    generate.setDisabled(true);
    dialog.calm();
    const result = await committed("token", wishOf(user, wish), "token");
    if (!result.ok) {
      generate.setDisabled(false);
      if (result.error === "approval") return approvalPage(dialog);
      if (result.error) dialog.fail(result.error);
      return;
    }
    resultOne(dialog, business, user, apps.find((app) => app.id === wish.app), result.token, refresh);
  } });
  const info = (title, text, warn) => h("div", { class: warn ? "info-box warn" : "info-box" }, icon(warn ? "warn" : "info", 18), h("div", null, h("strong", null, T(title)), h("p", null, T(text))));
  const first = startingApp(apps);
  fill(dialog.body,
    picker({ label: T("select_app"), value: first, placeholder: T("no_app"), options: apps.map((app) => ({ value: app.id, text: app.name })), act: choose }),
    expiry,
    info("generating", "scopes_about"), info("updated", "updated_about"), asks && info("no_granted", "no_granted_about", true),
    h("div", { class: "label" }, T("available")), list,
    h("p", { class: "quiet" }, T("agree", { generate: T("generate"), name: user.name })),
    // The buttons scroll with the page: they are at the very bottom of it.
    h("div", { class: "dialog-footer inline" }, button({ text: T("cancel"), act: () => dialog.close() }), withTwins(generate, T("generate"))));
  dialog.footer.remove();
  if (first) choose(first);
}

function resultOne(dialog, business, user, app, token, refresh) {
  showsToken = true;
  const line = (key, ...content) => h("div", { class: "result-row" }, h("span", { class: "quiet" }, T(key)), h("span", { class: "grow break" }, content));
  const finish = () => {
    showsToken = false;
    dialog.close();
    refresh();
  };
  fill(dialog.body,
    h("div", { class: "who" }, h("span", { class: "key round big", "aria-hidden": "true" }, icon("key", 36)), h("p", null, T("generated", { business: business.name }))),
    line("system_user", h("strong", null, user.name)), line("assigned_app", h("strong", null, app.name)), line("access_token", shownToken(token)),
    h("p", null, T("copy_and_save")),
    h("div", { class: "dialog-footer inline" }, button({ text: T("ok"), kind: "primary", act: () => leaveToken(finish) })));
  newsOverToken();
  dialog.body.scrollTop = 0;
}

// The token, as text over several lines, in pieces, in a field, or shortened with the whole behind Copy.
function tokenFace(token) {
  const wish = SW["markup.token"];
  const style = wish === "auto" ? (GEN2 ? "field" : "lines") : wish;
  const copyButton = button({ text: T("copy"), kind: "ghost", act: () => { copyText(token); note(T("copied")); } });
  if (style === "field") {
    const control = h("input", { type: "text", class: "field mono", readOnly: true, value: token });
    return withToken((now) => (control.value = token = now), "div", { class: "token-line" }, h("div", { class: "grow" }, GEN2 ? labelled(control, T("token")) : control), GEN2 && copyButton);
  }
  if (!token) {
    const el = withToken((now) => fill(el, tokenFace(now)), "div");
    return el;
  }
  const title = GEN2 && h("div", { class: "label" }, T("token"));
  if (style === "short") {
    const short = token.length > 24 ? token.slice(0, 12) + "…" + token.slice(-6) : token;
    return h("div", null, title, h("div", { class: "token-line" }, h("span", { class: "mono grow" }, short), copyButton));
  }
  if (style === "pieces") {
    const pieces = token.match(/.{1,37}/gs) || [""];
    return h("div", null, title, h("div", { class: "mono" }, pieces.map((piece, index) => h(index % 2 ? "span" : "div", null, index % 3 ? piece : [h("b", null, piece.slice(0, 5)), piece.slice(5)]))), GEN2 && copyButton);
  }
  return h("div", null, title, h("span", { class: "token-text" }, token), GEN2 && copyButton);
}

// A face whose token may come later.
function withToken(set, tag, ...rest) {
  const el = h(tag, ...rest);
  el.set = set;
  return el;
}

async function copyText(text) {
  try {
    await OUTER.navigator.clipboard.writeText(text);
  } catch {
    // Where the page may not write to the clipboard, it does as old pages did.
    const area = h("textarea", { style: "position:fixed;left:-9999px", value: text });
    layer().append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

function approvalPage(dialog) {
  dialog.title(T("approval"));
  fill(dialog.body, h("p", null, T("approval")), h("p", null, T("approval_about")), h("div", { class: "dialog-footer inline" }, button({ text: T("close"), act: () => dialog.close() })));
  dialog.footer.replaceChildren();
  // It goes once the other admin has approved (invented); the token is still to be asked for.
  const timer = setInterval(async () => {
    if (dialog.el.isConnected && (await ask("obstacle")).token === "approval") return;
    clearInterval(timer);
    dialog.close();
  }, 300);
}

// Generation 2: steps at the left, Next between them.
async function tokenSteps(business, user, refresh) {
  const wish = { app: null, scopes: new Set(), expires: true, expiry: "sixty" };
  const dialog = openDialog({ title: T("generate_title"), looks: "steps", onclose: () => (showsToken = false) });
  const steps = ["select_app", "set_expiration", "assign_permissions", "done"];
  const side = h("ol", { class: "step-side" });
  const content = h("div", { class: "step-content grow" });
  fill(dialog.body, h("div", { class: "step-columns" }, side, content));
  let at = 0;
  let offered = 0;
  const apps = await offeredApps(business);
  wish.app = startingApp(apps);
  const cancel = () => button({ text: T("cancel"), act: () => dialog.close() });
  const back = () => at > 0 && button({ text: T("back"), act: () => show(at - 1) });
  const nextButton = (disabled) => button({ text: T("next"), kind: "primary", disabled, act: () => show(at + 1) });
  const show = (step) => {
    at = step;
    fill(side, steps.map((key, index) => h("li", { class: index === at ? "step selected" : index < at ? "step past" : "step", "aria-current": index === at ? "step" : null }, h("span", { class: "step-dot" }), h("span", null, T(key)))));
    [pickApp, pickExpiry, pickPermissions][step]();
  };
  const pickApp = () => {
    const next = nextButton(!wish.app);
    fill(content, h("h3", null, T("select_app")), picker({ label: T("app"), value: wish.app, placeholder: T("no_app"), options: apps.map((app) => ({ value: app.id, text: app.name, sub: "ID: " + app.id })), act: (id) => { wish.app = id; next.setDisabled(false); } }));
    fill(dialog.footer, cancel(), next);
  };
  const pickExpiry = () => {
    fill(content, h("h3", null, T("set_expiration")), expiryChoice(wish));
    fill(dialog.footer, back(), cancel(), nextButton(false));
  };
  const pickPermissions = () => {
    expirySetBack(wish);
    const settle = () => generate.setDisabled(!offered || !wish.scopes.size);
    const list = permissionList({ ticked: wish.scopes, changed: settle });
    const generate = button({ text: T("generate"), kind: "primary", disabled: true, commits: true, act: async () => {
      generate.setDisabled(true);
      dialog.calm();
      const result = await committed("token", wishOf(user, wish), "token");
      if (!result.ok) {
        settle();
        if (result.error === "approval") return approvalPage(dialog);
        if (result.error) dialog.fail(result.error);
        return;
      }
      created(result.token);
    } });
    fill(content, h("h3", null, T("assign_permissions")), list);
    fill(dialog.footer, back(), cancel(), withTwins(generate, T("generate")));
    if (SW["manner.silent"] !== "yes") content.setAttribute("aria-busy", "true");
    loadPermissions(list, user, wish).then((count) => {
      content.removeAttribute("aria-busy");
      offered = count;
      settle();
    });
  };
  const created = (token) => {
    showsToken = true;
    at = 3;
    fill(side, steps.map((key, index) => h("li", { class: index === 3 ? "step selected" : "step past" }, h("span", { class: "step-dot" }), h("span", null, T(key)))));
    fill(content, h("h3", null, T("created")), h("p", null, T("created_about")), shownToken(token));
    fill(dialog.footer, button({ text: T("done"), kind: "primary", act: () => leaveToken(() => { dialog.close(); refresh(); }) }));
    newsOverToken();
  };
  show(0);
}
