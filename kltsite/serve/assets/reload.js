// Reloads the page when the preview shows something else. Served by `kltsite serve` only; no page of a built site has it.
(function () {
  "use strict";
  var state = new URL(document.currentScript.src).searchParams.get("state");
  var source = null;

  function close() {
    if (source) source.close();
    source = null;
  }

  function follow() {
    if (source || document.hidden) return; // browsers hold few connections, so a tab in the background gives its own back
    source = new EventSource("/__events?state=" + encodeURIComponent(state));
    source.onmessage = function (event) {
      if (event.data === state) return;
      close();
      location.reload();
    };
    source.onerror = function () {
      if (source && source.readyState === EventSource.CLOSED) {
        close();
        setTimeout(follow, 1000);
      }
    };
  }

  document.addEventListener("visibilitychange", function () {
    if (document.hidden) close();
    else follow();
  });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", follow);
  follow();
})();
