// The System users page: the list, the dialog that makes one, and the pane that shows one.

const roleWords = (user, kind) => T((user.role === "ADMIN" ? "admin_" : "employee_") + kind);

function systemUsersPage(main, business) {
  const view = { business, users: [], chosen: GEN3 ? chosenInAddress() : null, filter: "" };
  const list = h("div", { class: "list" });
  const detail = h("div", { class: "detail" });
  let flash = SW["manner.flash"] !== "no";
  const reload = async (choose) => {
    // An empty list is what it begins with.
    if (flash) {
      flash = false;
      layout(true);
      if (SW["manner.flash"] === "logged") ask("assets", { business_id: business.id });
      await sleep(Number(SW["manner.flash_ms"]));
    }
    const fresh = await ask("users", { business_id: business.id });
    view.users = fresh.users;
    // In generation 2 there is no pane until a row is clicked.
    if (!GEN2) view.chosen = choose || view.chosen || view.users[0]?.id || null;
    if (GEN3 && !view.users.some((user) => user.id === view.chosen)) view.chosen = null;
    layout(true);
  };
  const start = () => agreementAt("add", begin);
  const begin = () => (business.terms_accepted ? createDialog(view, reload) : termsDialog(view, () => createDialog(view, reload)));
  const onAdd = () => {
    if (SW["manner.alert"] === "add" && !sessionStorage.getItem("alerted")) {
      sessionStorage.setItem("alerted", "yes");
      alert("Your session was refreshed.");
    }
    start();
  };
  const addButton = () => {
    const el = button({ text: T("add"), symbol: GEN2 ? "plus" : null, kind: "primary", act: onAdd });
    setTimeout(() => toastOver(el), Number(SW["manner.toast_at_ms"]));
    return withTwins(el, T("add"));
  };
  const drawList = () => {
    // What an empty list says in generation 2 is invented; a silent one says nothing.
    if (GEN2 && !view.users.length) return fill(list, SW["manner.silent"] === "yes" ? null : h("p", { class: "quiet" }, T("none_yet", { business: business.name })));
    const wanted = view.filter.toLowerCase();
    const shown = view.users.filter((user) => (user.name + user.id).toLowerCase().includes(wanted));
    if (GEN3) return usersThree(list, view, shown, (user) => userRowThree(user, view.chosen, () => choose(user.id)));
    fill(list, shown.map((user) => row({ looks: "user-row", text: "user " + user.name, selected: user.id === view.chosen, act: () => choose(user.id) },
      GEN2 && h("span", { class: "key" }, icon("key", 16)),
      h("span", { class: "two-lines" }, h("span", null, user.name), h("span", { class: "quiet" }, GEN2 ? "ID: " + user.id : roleWords(user, "system_user"))))));
  };
  const choose = (id) => {
    const first = !view.chosen;
    view.chosen = id;
    if (GEN3) {
      chosenInAddress(id);
      if (first) return layout(true);
    }
    drawList();
    drawDetail(detail, view, reload);
  };
  const layout = (arrived) => {
    const title = h("h2", { class: "main-title" }, T("system_users"));
    if (arrived && !view.users.length && !GEN2) {
      return fill(main, title, h("div", { class: "card empty" }, h("div", { class: "drawing-large", "aria-hidden": "true" }, icon("people", 96)),
        h("h3", null, T("none_yet", { business: business.name })), h("h4", null, T("manage_yours")), h("p", null, T("none_about")), addButton()));
    }
    const filter = field({ placeholder: T(GEN2 ? "search_users" : "filter_users"), search: true, value: view.filter, input: (text) => { view.filter = text; drawList(); } });
    if (GEN2) {
      fill(main, GEN3 && banner(), h("div", { class: "main-head" }, title, icon("info", 16), h("span", { class: "grow" }), filter, addButton()),
        h("div", { class: "split two" }, h("div", { class: GEN3 && !view.chosen ? "list-column whole" : "list-column" }, GEN3 ? listHeadThree(view.chosen) : h("div", { class: "list-head" }, T("name")), list), detail));
    } else {
      fill(main, title, h("div", { class: "split" }, h("div", { class: "card list-card" }, h("div", { class: "list-tools" }, filter, addButton()), list), detail));
    }
    if (!arrived) return fill(list, busy());
    inPieces(view.users, (some) => {
      const all = view.users;
      view.users = some;
      drawList();
      view.users = all;
    }).then(() => restless(list, drawList));
    drawDetail(detail, view, reload);
  };
  view.redraw = drawList;
  view.early = (users) => {
    view.users = users;
    layout(true);
  };
  layout(false);
  agreementAt("page", reload);
}

// The policy that must be accepted the first time.
function termsDialog(view, then) {
  const dialog = openDialog({ title: T("terms_title"), looks: "small" });
  const finished = () => {
    view.business.terms_accepted = true;
    dialog.close();
    then();
  };
  fill(dialog.body, h("p", null, T("terms_about", { business: view.business.name })));
  const accept = button({ text: T("accept"), kind: "primary", act: async () => {
    accept.setDisabled(true);
    await commit("accept-terms", {});
    fill(dialog.body, h("p", null, T("terms_done")));
    fill(dialog.footer, button({ text: T("done"), kind: "primary", act: finished }));
  } });
  fill(dialog.footer, accept);
}

function createDialog(view, reload) {
  const wish = { name: "", role: startingRole() };
  const dialog = openDialog({ title: T("create_user") });
  const create = button({ text: T("create_user"), kind: "primary", disabled: true, commits: true, act: async () => {
    create.setDisabled(true);
    dialog.calm();
    const asked = () => committed("create-user", { business_id: view.business.id, ...wish }, "create");
    if (isOptimistic()) {
      dialog.close();
      const before = view.users;
      const early = { id: "61580000000000", name: wish.name, role: wish.role };
      const result = await optimistically(asked, () => view.early([...before, early]), () => view.early(before));
      return result.ok && reload(result.id);
    }
    const result = await asked();
    if (!result.ok) {
      create.setDisabled(false);
      // Some names are refused without a word.
      if (result.error && result.error !== "silent") dialog.fail(result.error, result.error.startsWith("too_many") && "name_policies");
      return;
    }
    dialog.close();
    reload(result.id);
  } });
  const owner = h("p", { class: "quiet" }, T("owner_about", { business: view.business.name }));
  const role = picker({ label: T("user_role"), value: wish.role, options: [{ value: "EMPLOYEE", text: T("employee") }, { value: "ADMIN", text: T("admin") }].sort((a, b) => (a.value === wish.role ? -1 : b.value === wish.role ? 1 : 0)), act: (role) => (wish.role = role) });
  // In 2026 the note stands between the label and the field.
  if (GEN3) (role.children.length > 1 ? role : role.firstElementChild).lastElementChild.before(owner);
  fill(dialog.body,
    h("p", null, T("enter_name")),
    nameField((text) => { wish.name = text; create.setDisabled(!text.trim()); }),
    role, GEN3 ? null : owner);
  fill(dialog.footer, button({ text: T("cancel"), act: () => dialog.close() }), withTwins(create, T("create_user")));
  reloadUnderCommit(create);
}

// The field may take fewer letters than are typed, and says so or not.
function nameField(input) {
  const longest = Number(SW["markup.name_max"]);
  const el = field({ label: T("user_name"), input });
  if (longest) el.input.maxLength = longest;
  return el;
}

// Admin in the first pictures, Employee from 2024, Admin again in those of 2026.
function startingRole() {
  const wish = SW.role_default;
  if (wish === "auto") return GEN === "1" || GEN3 ? "ADMIN" : "EMPLOYEE";
  return wish.toUpperCase();
}

async function drawDetail(el, view, reload, early) {
  const id = view.chosen;
  if (!id) return fill(el);
  el.newest = null;
  if (SW["manner.silent"] !== "yes") el.setAttribute("aria-busy", "true");
  if (el.dataset.of !== id) fill(el, busy());
  const reply = await ask("user", { id });
  if (view.chosen !== id) return;
  el.dataset.of = id;
  el.removeAttribute("aria-busy");
  if (reply.error) return fill(el);
  const again = (shown) => drawDetail(el, view, reload, shown);
  if (early) reply.assets = [...reply.assets.filter((one) => !early.some((asked) => asked.id === one.id)), ...early];
  const { user, assets, installed } = reply;
  const actions = {
    assign: () => assignDialog(view.business, user, again),
    token: () => agreementAt("token", () => (GEN3 ? tokenWizard : GEN2 ? tokenSteps : tokenDialog)(view.business, user, again)),
    revoke: () => revokeDialog(user),
    close: () => { view.chosen = null; if (GEN3) chosenInAddress(null); reload(); },
    again,
    edit: () => mishap("clicked Edit"),
  };
  const draw = () => view.chosen === id && fill(el, GEN3 ? detailThree(view, user, reply, actions) : GEN2 ? detailTwo(user, assets, installed, actions) : detailOne(user, assets, actions));
  // Only the newest answer goes on being drawn.
  const mine = (el.newest = {});
  restless(el, () => el.newest === mine && draw());
}

function detailOne(user, assets, actions) {
  const tool = (key, symbol, act) => withTwins(button({ text: T(key), symbol, act }), T(key));
  return h("div", { class: "card" },
    h("div", { class: "pad" },
      h("div", { class: "who" }, h("span", { class: "key round", "aria-hidden": "true" }, icon("key", 20)),
        h("div", { class: "grow" }, h("div", { class: "who-name" }, user.name), h("div", null, roleWords(user, "access"))), button({ text: T("edit"), act: actions.edit })),
      h("div", { class: "info-box" }, icon("info", 18), h("div", null, h("strong", null, T("generating")), h("p", null, T("generating_about")))),
      h("div", { class: "buttons start" }, tool("generate_new", "refresh", actions.token), tool("revoke", "cross", actions.revoke), tool("add_assets", "share", actions.assign))),
    h("div", { class: "pad under" },
      h("div", { class: "who" }, h("h3", { class: "grow" }, T("assigned_assets")), button({ text: T("add_assets"), symbol: "share", act: actions.assign })),
      h("p", null, T("assigned_about", { name: user.name })),
      assets.length ? [field({ placeholder: T("search_id"), search: true, input: () => {} }), assetGroups(assets, T("apps"))]
        : h("div", { class: "nothing" }, icon("share", 24), h("strong", null, T("none_assigned")))));
}

function detailTwo(user, assets, installed, actions) {
  let tab = "assigned_assets";
  const under = h("div");
  const tabs = h("div", { class: "tabs", role: "tablist" });
  const draw = () => {
    fill(tabs, ["assigned_assets", "installed_apps"].map((key) => clickable(styleOf("row", key), "tab" + (key === tab ? " selected" : ""), { role: "tab", act: () => { tab = key; draw(); }, props: { "aria-selected": String(key === tab) } }, T(key))));
    if (tab === "installed_apps") {
      return fill(under, installed.length ? installed.map((app) => h("div", { class: "asset-row" }, icon("atom", 24), h("span", { class: "grow" }, app.name))) : h("div", { class: "empty" }, h("h3", null, T("no_installed"))));
    }
    fill(under, assets.length
      ? [h("h3", null, T("assigned_assets")), h("p", null, T("can_access", { name: user.name, n: assets.length })), field({ placeholder: T("search_users"), search: true, input: () => {} }), assetGroups(assets, T("app"))]
      : h("div", { class: "empty" }, h("div", { class: "drawing-large", "aria-hidden": "true" }, icon("key", 96)), h("h3", null, T("none_assigned")), h("p", null, T("none_assigned_about", { name: user.name })),
        withTwins(button({ text: T("add_assets"), symbol: "share", kind: "ghost", act: actions.assign }), T("add_assets"))));
  };
  draw();
  return h("div", { class: "pad" },
    h("div", { class: "who" }, h("span", { class: "key round grey", "aria-hidden": "true" }, icon("key", 20)),
      h("div", { class: "grow" }, h("div", { class: "who-name" }, user.name), h("div", null, "ID: " + user.id), h("div", null, roleWords(user, "access"))),
      h("div", { class: "buttons" }, withTwins(button({ text: T("generate_new"), kind: "ghost", act: actions.token }), T("generate_new")), button({ text: T("revoke"), kind: "ghost", act: actions.revoke }),
        menuButton([[T("edit_info"), actions.edit], [T("add_assets"), actions.assign]]),
        clickable(styleOf("button", "x"), "button icon", { name: T("close"), act: actions.close }, [icon("close", 18)]))),
    tabs, under);
}

function assetGroups(assets, appsTitle) {
  const full = (asset) => asset.tasks.includes("MANAGE");
  const group = (title, kind) => {
    const rows = assets.filter((asset) => asset.kind === kind);
    return rows.length ? [h("h4", null, title), rows.map((asset) => h("div", { class: "asset-row" }, icon("atom", 24),
      h("span", { class: "grow two-lines" }, h("span", null, asset.name), h("span", { class: "quiet" }, full(asset) ? T("full_control") : T("partial_access"))),
      GEN2 ? [icon("out", 16), icon("bin", 16), button({ text: T("manage"), kind: "ghost", act: () => mishap("clicked Manage") })] : icon("chevron", 16)))] : null;
  };
  return [group(appsTitle, "app"), group(T("whatsapp_accounts"), "waba"), group(T("pages"), "page"), group(T("pixels"), "pixel")];
}

function revokeDialog(user) {
  const dialog = openDialog({ title: T("revoke"), looks: "small" });
  fill(dialog.body, h("p", null, T("revoke_about", { name: user.name })));
  fill(dialog.footer, button({ text: T("cancel"), act: () => dialog.close() }), button({ text: T("revoke"), kind: "primary", act: async () => {
    await commit("revoke", { user_id: user.id });
    dialog.close();
  } }));
}
