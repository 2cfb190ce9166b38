// The token assistant of 2026: a rail of steps, a question on each page, and at the end the token, once.

function tokenWizard(business, user, refresh) {
  const wish = { app: null, scopes: new Set(), expires: true, expiry: "sixty" };
  const dialog = openDialog({ title: T("generate_title"), looks: "steps three", onclose: () => (showsToken = false) });
  const steps = ["select_app", "set_expiration", "assign_permissions", "done"];
  const rail = h("ol", { class: "step-side", role: SW["markup.stepper"] === "tab" ? "tablist" : null });
  const question = h("h3", { class: "grow" });
  fill(dialog.box, h("div", { class: "wizard-side" }, dialog.heading, rail),
    h("div", { class: "wizard-main" }, h("div", { class: "dialog-head" }, question, dialog.cross), dialog.body, dialog.footer));
  let at = 0;
  let apps = [];
  const previous = () => button({ text: T("back"), symbol: "left", act: () => show(at - 1) });
  const next = (disabled) => button({ text: T("next"), kind: "primary", disabled, act: () => show(at + 1) });
  const page = (step, title, content, foot) => {
    at = step;
    surface();
    drawRail();
    question.textContent = T(title);
    fill(dialog.body, content);
    fill(dialog.footer, foot);
  };
  const drawRail = () => fill(rail, steps.map((key, index) => {
    const looks = index === at ? "step selected" : index < at ? "step past" : "step";
    const words = [h("span", { class: "step-dot" }, index < at ? icon("tick", 10) : null), h("span", null, T(key))];
    const item = SW["markup.stepper"];
    if (item === "still") return h("li", { class: looks, "aria-current": index === at ? "step" : null }, words);
    // One goes back by the rail, never on; and no more once the token is there.
    return h("li", { role: item === "tab" ? "presentation" : null }, clickable("div-role", looks, {
      role: item, disabled: index > at || at === 3, act: () => index < at && show(index),
      props: item === "tab" ? { "aria-selected": String(index === at) } : { "aria-current": index === at ? "step" : null },
    }, words));
  }));
  const show = (step) => [pickApp, pickExpiry, pickPermissions][step]();

  const pickApp = () => {
    const on = next(!wish.app);
    page(0, "which_app", picker({ label: T("select_app"), value: wish.app, placeholder: T("no_app"), options: apps.map((app) => ({ value: app.id, text: app.name })), act: (id) => { wish.app = id; on.setDisabled(false); } }), on);
  };
  const pickExpiry = () => page(1, "when_expire", expiryChoice(wish), [previous(), next(false)]);
  const pickPermissions = () => {
    expirySetBack(wish);
    let offered = 0;
    let asked = false;
    // A permission that the app does not have yet makes it a matter of terms.
    const consents = () => SW["obstacle.token"] === "consent" && [...wish.scopes].some((name) => name.startsWith("whatsapp"));
    const settle = () => {
      for (const one of [generate, agree]) one.setDisabled(asked || !offered || !wish.scopes.size);
      terms.textContent = consents() ? T("consent_about") : T("agree", { generate: T("generate"), name: user.name });
      fill(dialog.footer, previous(), consents() ? agree : withTwins(generate, T("generate")));
    };
    const mint = async (consent) => {
      asked = true;
      settle();
      dialog.calm();
      const result = await committed("token", { ...wishOf(user, wish), consent }, "token");
      if (result.ok) return created(result, refresh);
      asked = result.error === "approval";
      settle();
      if (asked) return approvalBanner(dialog, () => { asked = false; settle(); });
      if (result.error) dialog.fail(result.error);
    };
    const generate = button({ text: T("generate"), kind: "primary", disabled: true, commits: true, act: () => mint(false) });
    const agree = button({ text: T("consent"), kind: "primary", disabled: true, commits: true, act: () => mint(true) });
    const terms = h("p", { class: "quiet" });
    const list = permissionList({ ticked: wish.scopes, changed: settle });
    page(2, "which_permissions", [h("div", { class: "info-box plain" }, icon("info", 18), h("div", null, T("use_case"), " ", h("a", { href: "#", class: "link", onclick: (event) => event.preventDefault() }, T("about_use_cases")))), list, terms], []);
    settle();
    if (SW["manner.silent"] !== "yes") dialog.body.setAttribute("aria-busy", "true");
    loadPermissions(list, user, wish).then((count) => {
      dialog.body.removeAttribute("aria-busy");
      offered = count;
      settle();
    });
    if (SW["obstacle.token"] === "consent") whenPassed(dialog, "consent", () => !asked && mint(true));
  };
  const created = async (result) => {
    showsToken = true;
    const face = tokenFace("");
    page(3, "created", [h("p", null, T("created_about")), face], button({ text: T("done"), kind: "primary", act: () => leaveToken(() => { dialog.close(); refresh(); }) }));
    const token = result.gate ? await verifyGate(result.gate, refresh) : result.token;
    await sleep(Number(SW["manner.token_late_ms"]));
    face.set(token);
    newsOverToken();
  };
  drawRail();
  fill(dialog.body, busy());
  offeredApps(business).then((all) => {
    apps = all;
    wish.app = startingApp(apps);
    show(0);
  });
}

// Tells once that the person has passed what stood in the way of the token.
function whenPassed(dialog, what, then) {
  const timer = setInterval(async () => {
    if (!dialog.el.isConnected) return clearInterval(timer);
    const now = await ask("obstacle");
    if (now.token === what || !dialog.el.isConnected) return;
    clearInterval(timer);
    then();
  }, 300);
}

// Another admin must approve: told in the assistant itself, which stays where it is.
function approvalBanner(dialog, then) {
  const banner = h("div", { class: "info-box yellow" }, icon("warn", 18), h("div", null, h("strong", null, T("approval")), h("p", null, T("approval_about"))));
  dialog.body.prepend(banner);
  whenPassed(dialog, "approval-banner", () => {
    banner.remove();
    then();
  });
}
