// Keeps the last list that a board saw, and the style sheet, to be read without a network. Pages come from the
// network while there is one; what is kept goes when somebody leaves ("Salir"): telephones are lent.
const KEPT = "convite-1";
const NO_NETWORK = "/sin-conexion";
const LIST = /^\/junta\/[^/]+$/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.add(NO_NETWORK)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const older = caches.keys().then((names) => names.filter((name) => name !== KEPT));
  event.waitUntil(older.then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (origin !== location.origin) return;
  if (method === "POST" && /^\/salir/.test(pathname)) event.waitUntil(forget());
  if (method !== "GET") return;
  if (mode === "navigate") event.respondWith(page(event, LIST.test(pathname)));
  else if (pathname.startsWith("/static/")) event.respondWith(fixed(event.request));
});

async function page(event, isList) {
  try {
    const answer = await fetch(event.request);
    if (isList && answer.ok && !answer.redirected) {
      const copy = answer.clone();
      event.waitUntil(caches.open(KEPT).then((kept) => kept.put(new URL(event.request.url).pathname, copy)));
    }
    return answer;
  } catch {
    const kept = await caches.open(KEPT);
    const list = isList && (await kept.match(new URL(event.request.url).pathname));
    return list ? told(list) : kept.match(NO_NETWORK);
  }
}

// The address of a file changes with its content: what is kept is right for ever.
async function fixed(request) {
  const kept = await caches.open(KEPT);
  const known = await kept.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) {
    await kept.delete(request, { ignoreSearch: true }); // the one of before
    await kept.put(request, answer.clone());
  }
  return answer;
}

// Says on the kept page that it is one, and of when.
async function told(list) {
  const at = new Date(list.headers.get("date") || Date.now());
  const when = at.toLocaleString("es-CO", { day: "numeric", month: "long", hour: "numeric", minute: "2-digit" });
  const words = `<p class="may if" role="status"><strong>Sin conexión.</strong> Esta es la lista que guardamos el ${when}. Para responder hace falta conexión.</p>`;
  const html = (await list.text()).replace(/<main[^>]*>/, (main) => main + words);
  return new Response(html, { headers: list.headers }); // its policy stays with it
}

async function forget() {
  const kept = await caches.open(KEPT);
  const all = await kept.keys();
  await Promise.all(all.filter((one) => LIST.test(new URL(one.url).pathname)).map((one) => kept.delete(one)));
}
