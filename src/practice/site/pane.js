// The pane of a system user, and the list beside it, as they are in 2026.

function detailThree(view, user, reply, actions) {
  const { assets, installed } = reply;
  const greyed = reply.apps_here === 0 || (SW.token_button === "needs-app" && !reply.has_app);
  const why = greyed ? T("needs_app") : null;
  const behind = SW["markup.pane"] === "menu";
  let tab = "assigned_assets";
  const under = h("div");
  const tabs = h("div", { class: "tabs", role: "tablist" });
  const assign = () => withTwins(button({ text: T("add_assets"), symbol: "share", kind: "ghost", act: actions.assign }), T("add_assets"));
  const draw = () => {
    fill(tabs, ["assigned_assets", "installed_apps"].map((key) => clickable(styleOf("row", key), "tab" + (key === tab ? " selected" : ""), { role: "tab", act: () => { tab = key; draw(); }, props: { "aria-selected": String(key === tab) } }, T(key))));
    if (tab === "installed_apps") {
      return fill(under, installed.length ? installed.map((app) => h("div", { class: "asset-row" }, icon("atom", 24), h("span", { class: "grow" }, app.name))) : h("div", { class: "empty" }, h("h3", null, T("no_installed"))));
    }
    fill(under, assets.length
      ? [h("h3", null, T("business_assets")), h("p", null, T(assets.length > 2 ? "can_access_many" : "can_access", { name: user.name, n: Math.max(1, assets.length - 1) })),
        field({ placeholder: T("search_users"), search: true, input: () => {} }), assetGroupsThree(user, assets, actions)]
      : h("div", { class: "empty" }, h("div", { class: "drawing-large", "aria-hidden": "true" }, icon("key", 96)), h("h3", null, T("none_assigned")), h("p", null, T("none_assigned_about", { name: user.name })), assign()));
  };
  draw();
  const entries = [[T("edit_info"), actions.edit], [T("add_assets"), actions.assign]];
  if (behind) entries.unshift([T("generate_new"), actions.token, why], [T("revoke"), actions.revoke]);
  return h("div", { class: "pad" },
    h("div", { class: "who" }, h("span", { class: "key round grey", "aria-hidden": "true" }, icon("key", 20)),
      h("div", { class: "grow" }, h("div", { class: "who-name" }, user.name), h("div", null, "ID: ", h("span", { class: "link" }, user.id)), h("div", null, roleWords(user, "access"))),
      h("div", { class: "buttons" },
        behind ? null : [withTwins(button({ text: T("generate_new"), kind: "ghost", act: actions.token, disabled: greyed, props: { title: why } }), T("generate_new")), button({ text: T("revoke"), kind: "ghost", act: actions.revoke })],
        menuButton(entries), clickable(styleOf("button", "x"), "button icon", { name: T("close"), act: actions.close }, [icon("close", 18)]))),
    gateNote && h("div", { class: "info-box yellow" }, icon("warn", 18), h("p", null, T("gate_card"))),
    tabs, under);
}

// How much of an asset is given: all, a part that is named, or nothing.
function levelWords(asset) {
  if (asset.tasks.includes("MANAGE")) return T("full_control");
  if (!asset.tasks.length) return T("nothing_yet");
  const tasks = asset.kind === "app" ? APP_TASKS : OTHER_TASKS[asset.kind] || OTHER_TASKS.page;
  return T("partial_of", { x: tasks.filter((task) => asset.tasks.includes(task.task)).map((task) => T(task.key)).join(", ") });
}

function assetGroupsThree(user, assets, actions) {
  const group = (title, kind) => {
    const rows = assets.filter((asset) => asset.kind === kind);
    return rows.length ? [h("h4", null, title), rows.map((asset) => h("div", { class: "asset-row" }, icon("atom", 24),
      h("span", { class: "grow two-lines" }, h("span", null, asset.name), h("span", { class: "quiet" }, levelWords(asset))),
      icon("out", 16), clickable(styleOf("button", "bin"), "button icon", { act: () => removeDialog(user, asset, actions.again) }, [icon("bin", 16)]),
      button({ text: T("manage"), kind: "ghost", act: () => mishap("clicked Manage") })))] : null;
  };
  return [group(T("facebook_pages"), "page"), group(T("apps_group"), "app"), group(T("pixels"), "pixel"), group(T("whatsapp_accounts"), "waba")];
}

// Words invented.
function removeDialog(user, asset, again) {
  const dialog = openDialog({ title: T("remove"), looks: "small" });
  fill(dialog.body, h("p", null, T("remove_about", { asset: asset.name, name: user.name })));
  fill(dialog.footer, button({ text: T("cancel"), act: () => dialog.close() }), button({ text: T("remove"), kind: "primary", act: async () => {
    await commit("remove-asset", { user_id: user.id, id: asset.id });
    dialog.close();
    again();
  } }));
}

// The role has a column of its own only while no pane is open.
function userRowThree(user, chosen, act) {
  return row({ looks: "user-row three", text: "user " + user.name, selected: user.id === chosen, act },
    h("span", { class: "key" }, icon("key", 16)),
    h("span", { class: "grow two-lines" }, h("span", null, user.name), h("span", { class: "quiet" }, "ID: " + user.id)),
    chosen ? null : h("span", { class: "role-cell" }, T(user.role === "ADMIN" ? "admin" : "employee")));
}

const listHeadThree = (chosen) => h("div", { class: "list-head three" }, h("span", { class: "grow" }, T("name"), " ↑"), chosen ? null : h("span", { class: "role-cell" }, T("role"), " ", icon("info", 14)));

// The address tells whose pane is open.
function chosenInAddress(id) {
  const query = new URLSearchParams(here().search);
  if (id === undefined) return query.get("selected_user_id");
  id ? query.set("selected_user_id", id) : query.delete("selected_user_id");
  OUTER.history.replaceState({}, "", here().pathname + "?" + query);
  return id;
}

// Rows that come only as the list is scrolled; what is searched is what has come. Invented.
const FIRST_USERS = 8;
function usersThree(list, view, shown, draw) {
  if (SW["markup.users"] === "all") return fill(list, shown.map(draw));
  view.loaded = view.loaded || FIRST_USERS;
  const here = view.users.slice(0, view.loaded);
  list.classList.add(className("lazy-users"));
  fill(list, here.filter((user) => shown.includes(user)).map(draw));
  list.onscroll = () => {
    if (view.loading || view.loaded >= view.users.length || list.scrollTop + list.clientHeight < list.scrollHeight - 40) return;
    view.loading = true;
    setTimeout(() => {
      view.loading = false;
      view.loaded += FIRST_USERS;
      const top = list.scrollTop;
      view.redraw();
      list.scrollTop = top;
    }, Number(SW["manner.popup_ms"]));
  };
}

// Where an agreement stands in the way, it goes first.
function agreementAt(place, then) {
  return GEN3 && SW["obstacle.agreement"] !== "none" && SW["obstacle.agreement_at"] === place ? agreementDialog(then) : then();
}

// An agreement that is not the policy. Only a person accepts it. All invented.
function agreementDialog(then) {
  const passing = { "data-sharing": "data_sharing", fees: "fees", mixed: "mixed" }[SW["obstacle.agreement"]];
  const dialog = openDialog({ title: T(passing ? passing + "_title" : "agreement"), looks: "small" });
  const go = () => {
    SW["obstacle.agreement"] = "none";
    dialog.close();
    then();
  };
  fill(dialog.body, h("p", null, T(passing ? passing + "_about" : "agreement_about")));
  fill(dialog.footer, button({ text: T("unknown_no"), act: () => dialog.close() }),
    button({ text: T({ agree: "agree_other", continue: "continue_other" }[SW["obstacle.agreement"]] || (passing ? "accept" : "accept_other")), kind: "primary", act: async () => {
      await commit("accept-agreement", {});
      go();
    } }));
  const timer = setInterval(async () => {
    if (!dialog.el.isConnected) return clearInterval(timer);
    if ((await ask("obstacle")).agreement !== "none" || !dialog.el.isConnected) return;
    clearInterval(timer);
    go();
  }, 300);
}
