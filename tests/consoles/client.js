// What the newer consoles share: asking the server, and being refused in one of several manners. No markup of a working console.
const q = new URLSearchParams(location.search), biz = q.get('business_id'), wait = (ms) => new Promise((f) => setTimeout(f, ms));
async function api(path, body) {
  if (O.slow) await wait([300, 1900, 700, 2400, 1200][api.calls++ % 5]);
  const answer = await fetch('/api' + path, body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const told = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(told.error), told);
  return told;
}
api.calls = 0;
const esc = (text) => String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
const whole = (html) => { document.body.innerHTML = `<div style="padding:80px;text-align:center">${html}</div>`; };
function over(html) {
  const box = document.createElement('div');
  box.style.cssText = 'position:fixed;inset:0;background:#0008;z-index:99;display:flex;align-items:center;justify-content:center';
  box.innerHTML = html; document.body.append(box);
  box.addEventListener('click', (e) => { if (e.target.closest('[data-x]')) box.remove(); });
  return box;
}
/// Says `error` where and how the trait `shown` wants it: 0 red text in the dialog, 1 a dialog over it, 2 a toast, 3 a page, 4 bare boxes.
function trouble(error, spot) {
  if (error.ask === 'password') return over('<div role="dialog" aria-modal="true" aria-labelledby="ask" style="background:#fff;padding:24px"><h3 id="ask">Please re-enter your password</h3><p>For your security, you must re-enter your password to continue.</p><label>Password <input type="password"></label><p><button data-x>Cancel</button> <button>Submit</button></p></div>');
  if (error.ask === 'code') return over('<div style="background:#fff;padding:24px"><div style="font-size:20px">Two-factor authentication required</div><div>Enter the 6-digit code from your authentication app.</div><input placeholder="Login code" inputmode="numeric" autocomplete="one-time-code"><div><span style="cursor:pointer" data-x>Cancel</span> <span style="cursor:pointer">Continue</span></div></div>');
  if (error.go === '/latest/home') { whole(`<p>${esc(error.message)}</p>`); return setTimeout(() => { location.href = error.go + '?business_id=' + biz; }, 700); }
  if (error.go) { location.href = error.go + '?next=' + encodeURIComponent(location.href); return; }
  const words = esc(error.message);
  if (O.shown === 1) over(`<div role="alertdialog" aria-modal="true" aria-describedby="said" style="background:#fff;padding:24px;max-width:400px"><h4>Action not completed</h4><p id="said">${words}</p><button data-x>OK</button></div>`);
  else if (O.shown === 2) { const t = document.createElement('div'); t.setAttribute('role', 'status'); t.style.cssText = 'position:fixed;left:20px;bottom:20px;background:#300;color:#fff;padding:14px;z-index:100;max-width:340px'; t.innerHTML = `<div><div>${words}</div></div>`; document.body.append(t); setTimeout(() => t.remove(), 5000); }
  else if (O.shown === 3) whole(`<h1>${words}</h1><a href="/latest/home">Go back</a>`);
  else if (O.shown === 4) over(`<div style="background:#fff;padding:24px;max-width:400px"><div>${words}</div><div data-x style="cursor:pointer">Close</div></div>`);
  else { spot.innerHTML = `<span style="color:#c00">${words}</span>`; }
}
/// Places that are not the console: true if this is one of them, and it is shown.
function elsewhere() {
  const path = location.pathname;
  if (path.startsWith('/security/')) whole('<h2>The action isn\'t available right now.</h2><p>We are running additional checks on this new device. Please retry in 69 minutes.</p>');
  else if (path.startsWith('/latest/home')) whole('<h1>Home</h1><p>Welcome back.</p>');
  else if (path.startsWith('/business/loginpage')) whole('<h1>Log in</h1><label>Email or phone number <input></label><button>Continue</button>');
  else if (O.stop === 3 && biz) location.replace('/business/loginpage/new/?next=' + encodeURIComponent(location.href));
  else if (O.stop === 2 && biz) whole('<h2>Create your business portfolio in Business Manager</h2><button>Create portfolio</button>');
  else return false;
  return true;
}
