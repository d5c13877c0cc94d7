// What waits on this phone for a network: forms with data-queue (decision 0013). Each page works without this script.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const piece = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
  const { person: me = "", release = "", kept: keptAt = "" } = document.body.dataset;
  const language = document.documentElement.lang, PAGES = "pages-", NAME = "huzhu", SLOW = 20000;

  // Kept pages are their owner's alone; a shared tablet keeps nothing at all.
  const wipe = async (but) => {
    if (!window.caches) return;
    for (const name of await caches.keys()) if (name.startsWith(PAGES) && name !== PAGES + but) await caches.delete(name);
  };
  if (document.body.classList.contains("no-network")) return; // nobody's page: it says nothing of who is signed in
  wipe(me);
  if (document.body.classList.contains("on-tablet")) {
    if (window.indexedDB) indexedDB.deleteDatabase(NAME);
    if (navigator.serviceWorker) navigator.serviceWorker.getRegistrations().then((all) => all.forEach((one) => one.unregister()));
    if (window.caches) caches.keys().then((names) => names.forEach((name) => caches.delete(name)));
  }
  if (!me) return;
  if (navigator.serviceWorker) {
    const keep = ["/", "/queue", ...$$("a[data-keep]").slice(0, 10).map((link) => link.href)].map((url) => new URL(url, location.href).href);
    navigator.serviceWorker.register("/sw.js").then(() => navigator.serviceWorker.ready)
      .then((all) => all.active.postMessage({ keep })).catch(() => {});
  }

  // The store: one row per deed, its key is the deed's request id.
  const opened = new Promise((yes, no) => {
    const ask = indexedDB.open(NAME, 1);
    ask.onupgradeneeded = () => ask.result.createObjectStore("queue", { keyPath: "id" });
    ask.onsuccess = () => yes(ask.result);
    ask.onerror = () => no(ask.error);
  });
  opened.catch(() => {});
  const store = async (mode, act) => {
    const deal = (await opened).transaction("queue", mode), asked = act(deal.objectStore("queue"));
    return new Promise((yes, no) => { deal.oncomplete = () => yes(asked.result); deal.onabort = deal.onerror = () => no(deal.error); });
  };
  const put = (item) => store("readwrite", (rows) => rows.put(item));
  const drop = (id) => store("readwrite", (rows) => rows.delete(id));
  const mine = async () => (await store("readonly", (rows) => rows.getAll()))
    .filter((item) => item.person === me).sort((one, other) => one.done_at.localeCompare(other.done_at));

  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };
  const OWN = ["csrfmiddlewaretoken", "request_id", "done_at"];
  const sealed = (form) => [form, ...form.elements].some((one) => one.closest("[data-sealed]") || (one.type === "file" && one.value)) || $("[data-sealed]", form);
  const may = (form) => "queue" in form.dataset && !sealed(form) && !("direct" in form.dataset);
  const line = (text) => (text || "").trim().replace(/\s+/g, " ");

  // What was filled in, as it stood on the page: [question, answer].
  const words = (form, submitter) => [...form.elements]
    .filter((one) => one.name && !/^(hidden|submit|button)$/.test(one.type) && !/BUTTON|FIELDSET/.test(one.tagName) && one.value && (!/radio|checkbox/.test(one.type) || one.checked))
    .map((one) => {
      const own = line(one.labels && one.labels[0] && one.labels[0].textContent);
      if (/radio|checkbox/.test(one.type)) return [line(($("legend", one.closest("fieldset") || form) || {}).textContent), own];
      return [own, one.selectedOptions ? line(one.selectedOptions[0].textContent) : one.value];
    }).concat(submitter && submitter.name ? [["", line(submitter.textContent)]] : []);

  const itemOf = (form, submitter) => {
    const data = new FormData(form), own = data.get("request_id");
    if (submitter && submitter.name) data.append(submitter.name, submitter.value);
    const url = new URL((submitter && submitter.getAttribute("formaction")) || form.getAttribute("action") || location.href, location.href);
    return {
      id: form.dataset.queued || (own && !keptAt ? own : uuid()), url: url.pathname + url.search, person: me, release,
      fields: [...data].filter(([name]) => !OWN.includes(name)), words: words(form, submitter),
      label: form.dataset.queue || document.title.split(" · ")[0], done_at: new Date().toISOString(), page: location.pathname + location.search,
    };
  };

  // One deed on its way: sent, refused, or it stays ("offline", "sign-in").
  const ask = async (url, init = {}) => {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), SLOW);
    try { return await fetch(url, { ...init, signal: stop.signal, cache: "no-store", credentials: "same-origin" }); } finally { clearTimeout(timer); }
  };
  const send = async (item) => {
    try {
      const known = await ask("/queue/token");
      if (known.status === 401) return { state: "sign-in" };
      const { person, token } = await known.json();
      if (person !== me) return { state: "sign-in" };
      const body = new URLSearchParams(item.fields);
      body.set("csrfmiddlewaretoken", token);
      body.set("request_id", item.id);
      body.set("done_at", item.done_at);
      const answer = await ask(item.url, { method: "POST", body, headers: { "X-Huzhu-Queue": me } });
      if (answer.status === 401) return { state: "sign-in" };
      if (answer.status >= 500) return { state: "offline" };
      if (answer.ok) return { state: "sent", to: answer.headers.get("X-Huzhu-To") || item.page };
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const said = $(".errors ul", page) || $(".errors p", page) || $("main .sheet p", page) || $("main h1", page);
      return { state: "refused", status: answer.status, page, message: line(said && said.textContent) };
    } catch { return { state: "offline" }; }
  };

  let later, last = navigator.onLine ? "" : "offline";
  const flush = async (again = false) => {
    for (const item of await mine()) {
      if ((item.refused && !again) || (item.held || 0) > Date.now()) continue;
      const { state, message } = await send(item);
      last = state;
      if (state === "sent") await drop(item.id);
      else if (state === "refused") await put({ ...item, refused: message || "?" });
      else break;
    }
    clearTimeout(later);
    if (last === "offline" && (await mine()).length) later = setTimeout(flushed, 30000);
    await show();
  };
  const locked = (work) => (navigator.locks ? navigator.locks.request("huzhu-queue", work) : work());
  const flushed = (again) => locked(() => flush(again === true)).catch(() => {});

  // The badge at the top of every page, and the list.
  const waitingWords = (badge, n) => (n ? (last === "offline" ? badge.dataset.offline : badge.dataset.waiting).replace("{}", n) : last === "offline" ? badge.dataset.none : badge.dataset.sent);
  const show = async () => {
    const items = await mine(), badge = $("#queue-badge");
    if (badge) {
      badge.textContent = waitingWords(badge, items.length);
      badge.classList.toggle("due", items.length > 0 || last === "offline");
    }
    if ($("#queue")) list(items);
    // What was said with one tap and waits is not asked again.
    const taps = $$("form[data-queue]").filter((form) => [...form.elements].every((one) => /hidden|submit/.test(one.type)) && !$("[data-to-send]", form));
    taps.forEach((form) => { if (items.some((item) => item.url === new URL(form.action).pathname && !item.held && !item.refused)) hide(form); });
  };
  const moment = (iso) => new Intl.DateTimeFormat(language, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
  const age = (iso) => {
    const minutes = Math.round((Date.now() - new Date(iso)) / 60000), say = new Intl.RelativeTimeFormat(language);
    return minutes < 60 ? say.format(-minutes, "minute") : minutes < 2880 ? say.format(-Math.round(minutes / 60), "hour") : say.format(-Math.round(minutes / 1440), "day");
  };
  const list = (items) => {
    const place = $("#queue");
    const head = $("[data-count]", place);
    head.textContent = head.dataset.count.replace("{}", items.length);
    $$("[data-some]").forEach((one) => { one.hidden = !items.length; });
    $("[data-empty]", place).hidden = items.length > 0;
    $("[data-sign-in]", place).hidden = last !== "sign-in" || !items.length;
    $("ul", place).replaceChildren(...items.map((item) => {
      const row = piece("queue-item"), facts = $("dl", row);
      row.dataset.id = item.id;
      $("b", row).textContent = item.label;
      $(".why", row).textContent = `${moment(item.done_at)} · ${age(item.done_at)}`;
      $(".refused", row).hidden = !item.refused;
      $(".refused", row).textContent = item.refused || "";
      $("[data-form]", row).href = `${item.page}#queued=${item.id}`;
      item.words.forEach(([question, answer]) => {
        const fact = document.createElement("div"), term = document.createElement("dt"), said = document.createElement("dd");
        term.textContent = question;
        said.textContent = answer;
        fact.append(term, said);
        facts.append(fact);
      });
      return row;
    }));
  };

  // An iPhone forgets what a page stored after seven days without a visit, unless it stands on the home screen.
  const forgetful = (/iPad|iPhone|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1))
    && !navigator.standalone && !matchMedia("(display-mode: standalone)").matches;
  const say = (id) => {
    const area = $("#messages");
    area.replaceChildren(piece(id));
    if (forgetful && id !== "needs-network") area.append(piece("home-screen"));
    area.scrollIntoView({ block: "nearest" });
  };
  const hide = (form) => { [...form.elements].forEach((one) => { if (one.type === "submit") one.hidden = true; }); form.append(piece("to-send")); };
  const noted = async (form, item, state) => {
    last = state;
    await put({ ...item, held: 0 });
    if (navigator.storage && navigator.storage.persist && (await mine()).length === 1) navigator.storage.persist().catch(() => {});
    hide(form);
    say(state === "sign-in" ? "noted-sign-in" : "noted");
    await show();
  };

  // Stored first, then sent, then forgotten: a phone that dies half-way has lost nothing, and a second sending does nothing.
  const go = (to) => { const from = location.pathname + location.search; location.assign(to); if (to.split("#")[0] === from && to.includes("#")) location.reload(); };
  const busy = new WeakSet();
  const deliver = async (form, submitter) => {
    if (busy.has(form)) return;
    busy.add(form);
    const item = itemOf(form, submitter);
    try { await put({ ...item, held: Date.now() + 2 * SLOW }); } catch { // no store on this phone: as if without script
      form.dataset.direct = "";
      return form.requestSubmit(submitter);
    }
    const { state, status, to, page } = await send(item);
    if (status === 403) return noted(form, item, ""); // a token may have turned meanwhile: asked once more, and then refused
    if (state !== "sent" && state !== "refused") return noted(form, item, state);
    await drop(item.id);
    if (state === "sent") return go(to);
    const main = document.importNode($("main", page), true);
    $("main").replaceWith(main);
    htmx.process(main);
    htmx.trigger(main, "htmx:load");
    ($(".errors[tabindex]", main) || main).focus();
    return show();
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (new URL(form.action, location.href).pathname === "/sign-out") wipe("");
    if (may(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      deliver(form, event.submitter);
    } else if (!navigator.onLine || keptAt) { // nothing typed is lost, and nothing sealed is kept
      if (navigator.onLine) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      say("needs-network");
    }
  }, true);

  // On the list: send all again, one as a file, away with it after a question.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-send-all], [data-save], [data-send], [data-delete], [data-look-again]");
    if (!button) return;
    const { id } = (button.closest("[data-id]") || { dataset: {} }).dataset;
    if ("lookAgain" in button.dataset) location.reload();
    else if ("sendAll" in button.dataset) flushed(true);
    else if ("delete" in button.dataset) {
      if (confirm(button.dataset.delete)) { await drop(id); await show(); }
    } else if ("send" in button.dataset) {
      const item = (await mine()).find((one) => one.id === id);
      if (item) { await put({ ...item, refused: "", held: 0 }); flushed(); }
    } else {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([JSON.stringify(await mine(), null, 1)], { type: "application/json" }));
      link.download = `huzhu-${new Date().toISOString().slice(0, 10)}.json`;
      link.click();
      URL.revokeObjectURL(link.href);
    }
  });

  // Opened in its form once more: the fields as they were, under the same request id.
  const refill = async () => {
    const id = (location.hash.match(/^#queued=([\w-]+)$/) || [])[1], item = id && (await mine()).find((one) => one.id === id);
    const form = item && $$("form[data-queue]").find((one) => one.dataset.queue === item.label && may(one)) || item && $$("form[data-queue]").find(may);
    if (!form) return;
    form.dataset.queued = item.id;
    [...form.elements].filter((one) => one.name && !OWN.includes(one.name) && one.type !== "submit").forEach((one) => {
      const said = item.fields.filter(([name]) => name === one.name).map(([, value]) => value);
      if (/radio|checkbox/.test(one.type)) one.checked = said.includes(one.value);
      else if (said.length) one.value = said[0];
    });
  };

  if (keptAt) {
    const bar = piece("kept");
    const at = $("[data-at]", bar);
    at.textContent = at.textContent.replace("{}", moment(keptAt));
    $("#messages").prepend(bar);
    last = "offline";
  }
  if ($("#queue") && forgetful) $("#messages").append(piece("home-screen"));
  addEventListener("online", () => { last = ""; flushed(); });
  addEventListener("offline", () => { last = "offline"; show(); });
  addEventListener("pageshow", (event) => { if (event.persisted) flushed(); });
  refill().catch(() => {});
  show().then(() => flushed()).catch(() => {});
})();
