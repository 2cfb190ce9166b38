// How patient the engine is: every time and every number of tries, in one table. In milliseconds, where nothing else is said.
// None is fitted to a console: each says what a person would wait for.

// How often the page is looked at.
const FRAME_MS = 20; // a tab that is seen has drawn a frame within this time
const LOOK_MS = 100; // what no mutation tells (a style sheet, a picture, a hover) is looked for so often
const CALM_LOOK_MS = 250; // the same on a page on which nothing has changed for a second
const CALM_MS = 1000;
const AHEAD_MS = 200; // an answer is not held back for longer because the next may come with it
const UNDRAWN_MS = 250; // a tab that has not drawn a frame for so long is hidden

// When a control has come to rest, and can be clicked.
const STAND_MS = 160; // a lower tier must have stood for so long without a better one
const GLIDE_MS = 400; // a movement that goes on for longer is no fade
const HOLD_MS = 1500; // what moves for longer never comes to rest
const FADE_MS = 2500; // what looks greyed and is not may be fading in for so long
const WATCH_MS = 3000; // clicks are stopped for no longer than this
const PRESS_MS = 400; // what acts on the press shows something within this time

// When the page is at work, and when it only looks so.
const BUSY_CAP_MS = 8000; // what still spins after so long is a decoration
const SPIN_BREAK_MS = 2000; // what has not been seen to spin for so long has stopped in between
const COMES_AND_GOES = 2; // a page that has looked the same so often before has not changed
const RENDER_MS = 60; // what an answer brings is shown within this time
const SHOWN_MS = 20; // what has begun to be shown is shown whole within this time
const POLL_MS = 3000; // what goes on for longer, and is not the answer to an act, is a page that keeps in touch
const ASKED_MS = 2000; // what the page asks its server within this time after the click, it asks because of it

// How sure one must be that no more is about to show, by what follows from believing it (docs/scenarios.md, "How sure"). So
// long the page rests: `answered`, where it shows what its server has answered since the last act; `told`, where more speaks
// for it than that something does not show. A setting multiplies these times.
const BELIEFS = {
  order: { rest: 2 * FRAME_MS, answered: SHOWN_MS }, // what comes before it may be about to show
  quiet: { rest: 400, answered: 120 }, // a look is lost if it was wrong
  sure: { rest: 1500, answered: 1200 }, // a detour is made if it was wrong
  grave: { rest: 6000, told: 4000, answered: 1200 }, // something is made because of it, or the walk ends
};
const MUTE_MS = 3500; // a page that shows nothing at all of the last act may still be about to answer it
const RELOAD_MS = 2000; // so long a page is looked at before it is loaded anew,
const RELOADS = 4; // and after so many times in vain
const RELOADED_MS = 7000; // so long
const LIST_MS = 4000; // a list that has not shown an option by then is opened again
const PATIENT_SHARE = 0.8; // of the time for a step: so long a commit that the page is silent about may still be done
const AT_WORK = 2; // so many times the time of a step a commit is waited for that the server has not answered
const STALE_MS = 3000; // the longest that an answer to a click is waited for before what shows is taken for it

// What was clicked in vain.
const ALIVE_MS = 3000; // so long a page rests before a commit that it did not hear: what is drawn may come alive only later
const ASTRAY_MS = 200; // so much longer for each click that fell on something else, which may be about to go

// What is looked for further: scrolled to, unfolded, opened.
const HUNT_MS = 200; // a page that has rested for so long shows what it shows without scrolling
const HUNTS = 4; // how often one question scrolls through the lists
const SEEK_MS = 6000; // the longest scrolling for one thing
const GROW_MS = 800; // what grows at its end begins to within this time
const ANSWERED_REST_MS = 60; // what the page shows of an answer of its server it shows within a few frames
const REVEAL_MS = 250; // a page that has rested for so long shows what it shows without being unfolded
const REVEALS = 5; // so often one list is opened in one dialog before it is given up

// What will not come by itself.
const DEAF_MS = 4000; // a page on which nothing at all has changed for so long has not heard the click
const EARLY_MS = 2500; // an ambiguity or a failing guard that stands for so long on a settled page will not mend itself
const COVERED_MS = 5000; // a dialog that lies over the control for so long is not closing late
