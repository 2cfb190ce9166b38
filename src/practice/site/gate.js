// The gate over a token: the account must be verified before its page gets it. Who closes the gate never sees the token.

let gateNote = false;

function verifyGate(gate, refresh) {
  gateNote = true;
  refresh();
  return new Promise((done) => {
    let verified = false;
    const dialog = openDialog({ title: T("gate_title"), looks: "small gate", onclose: () => verified || commit("gate", { gate, what: "close_gate" }) });
    const check_ = () => fill(dialog.body, h("p", null, "A code or a photo ID would be asked for here. The practice console never takes one."), verifiedButton(gate));
    fill(dialog.body, h("p", null, T("gate_about")));
    fill(dialog.footer, button({ text: T("close"), act: () => dialog.close() }), button({ text: T("verify_account"), kind: "primary", act: async () => {
      await commit("gate", { gate, what: "verify_account" });
      if (SW["manner.verify"] === "same") return check_();
      OUTER.open("/verify?gate=" + encodeURIComponent(gate), "_blank");
    } }));
    const timer = setInterval(async () => {
      if (!dialog.el.isConnected) return clearInterval(timer);
      const now = await ask("withheld", { gate });
      if (!now.verified || verified) return;
      clearInterval(timer);
      verified = true;
      gateNote = false;
      dialog.close();
      done(now.token);
    }, 300);
  });
}

// What the person does at the check. A bot that presses it is found out by the log.
const verifiedButton = (gate, then) => button({ text: "I have verified (practice)", style: "native", act: async () => {
  await commit("gate", { gate, what: "verified" });
  then?.();
} });

function verifyPage() {
  const gate = new URLSearchParams(here().search).get("gate");
  const done = () => plainPage("Practice check", h("p", null, "Done. The console's own tab goes on."));
  plainPage("Practice check", h("p", { class: "quiet" }, "A code or a photo ID would be asked for here. The practice console never takes one."), verifiedButton(gate, done));
}
