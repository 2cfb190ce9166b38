// Waiting for the page: the next frame, the next change.

let frames = 0; // drawn since the engine is here

const frame = () =>
  new Promise((done) => {
    const timer = setTimeout(done, 40); // a hidden tab draws no frames
    requestAnimationFrame(() => {
      frames++;
      clearTimeout(timer);
      done();
    });
  });

// The next change of any part of the page, the end of what it has asked its server, or the time-out.
function change(view, ms) {
  return new Promise((done) => {
    const observers = [];
    const timer = setTimeout(end, ms);
    memory().answered = end;
    function end() {
      clearTimeout(timer);
      memory().answered = null;
      for (const observer of observers) observer.disconnect();
      done();
    }
    for (const root of view.roots) {
      const target = root.nodeType === Node.DOCUMENT_NODE ? root : root;
      try {
        const observer = new MutationObserver(end);
        observer.observe(target, { subtree: true, childList: true, attributes: true, characterData: true });
        observers.push(observer);
      } catch {
        // a frame that is just going
      }
    }
  });
}

function fresh() {
  names.fresh();
  return takeView();
}
