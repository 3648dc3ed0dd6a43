// Asks the browser to keep this page's list for when there is no network. Without it all works as before.
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").catch(() => {});
}
