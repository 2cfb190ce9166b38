// The one entry point: `arguments` of the WebDriver script are what to do, its input, and the callback.

const calls = { ask, endPointing, entries, freeze, inspect, letPass, lookOnce, nearest: nearestControls, mask, point, record, restAfterClick, survey, tryPointed, unmask };

async function enter(what, input) {
  try {
    return { ok: await calls[what](input) };
  } catch (error) {
    return { error: String(error?.message ?? error), stack: String(error?.stack ?? "").split("\n").slice(0, 6).join(" < ") };
  }
}
