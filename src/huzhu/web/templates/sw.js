// Huzhu's service worker: the files of a release, and the pages their owner's phone may keep (decision 0013).
"use strict";
const RELEASE = "{{ release }}", FILES = {{ files|safe }}, HASHED = {{ hashed }};
const STATIC = `static-${RELEASE}`, PAGES = "pages-", NO_NETWORK = "/no-network", MOST = 60, HOUR = 3600000;

self.addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(STATIC);
  await cache.addAll(FILES);
  await cache.put(NO_NETWORK, await fetch(NO_NETWORK, { credentials: "omit" })); // nobody's name in it
  await self.skipWaiting();
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("static-") && name !== STATIC) await caches.delete(name);
  await self.clients.claim();
})()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event));
  else if (event.request.method === "GET" && url.pathname.startsWith("/static/")) event.respondWith(file(event.request));
});

// Pages a person will want without network are asked for while there is one.
self.addEventListener("message", (event) => event.waitUntil((async () => {
  for (const url of event.data.keep || []) {
    const old = await kept(url);
    if (old && Date.now() - new Date(old.headers.get("X-Huzhu-At")) < HOUR) continue;
    try {
      const answer = await fetch(url, { credentials: "same-origin" });
      if (!answer.redirected) await keep(url, answer);
    } catch { return; }
  }
})()));

async function page(event) {
  const { request } = event;
  try {
    const answer = await fetch(request);
    if (request.method === "GET") {
      if ([502, 503, 504].includes(answer.status)) return (await shown(request.url)) || answer;
      event.waitUntil(keep(request.url, answer.clone()));
    }
    return answer;
  } catch {
    return (request.method === "GET" && await shown(request.url)) || caches.match(NO_NETWORK);
  }
}

async function keep(url, answer) {
  const person = answer.headers.get("X-Huzhu-Keep");
  if (!person || !answer.ok) return;
  for (const name of await caches.keys()) if (name.startsWith(PAGES) && name !== PAGES + person) await caches.delete(name);
  const cache = await caches.open(PAGES + person), headers = new Headers(answer.headers);
  headers.set("X-Huzhu-At", new Date().toISOString());
  await cache.put(url, new Response(await answer.blob(), { headers }));
  for (const old of (await cache.keys()).slice(0, -MOST)) await cache.delete(old);
}

async function kept(url) {
  const name = (await caches.keys()).find((one) => one.startsWith(PAGES));
  return name && (await caches.open(name)).match(url, { ignoreVary: true });
}

// The page says for itself how old it is: queue.js reads the mark.
async function shown(url) {
  const found = await kept(url);
  if (!found) return null;
  const text = (await found.text()).replace("<body ", `<body data-kept="${found.headers.get("X-Huzhu-At")}" `);
  return new Response(text, { headers: found.headers });
}

async function file(request) {
  const cache = await caches.open(STATIC), found = await cache.match(request, { ignoreVary: true });
  if (found && HASHED) return found;
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch (trouble) {
    if (found) return found;
    throw trouble;
  }
}
