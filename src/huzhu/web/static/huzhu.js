// Huzhu's own script. Everything here is added comfort: each page works without it.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const piece = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

  // <form data-undo-seconds="10">: held, with a visible Undo, then sent; leaving the page sends it at once.
  const held = new Map();
  const hold = (form, submitter) => {
    const bar = piece("undo"), hidden = $$(".choices, .pair, .says, [type=submit], button:not([type])", form).filter((e) => !e.hidden);
    let left = Number(form.dataset.undoSeconds);
    const show = () => { $("[data-left]", bar).textContent = left; };
    const stop = () => { clearInterval(timer); held.delete(form); bar.remove(); hidden.forEach((e) => { e.hidden = false; }); };
    const timer = setInterval(() => {
      left -= 1;
      if (left > 0) return show();
      stop();
      form.dataset.undone = "sent";
      form.requestSubmit(submitter && submitter.form === form ? submitter : undefined);
    }, 1000);
    hidden.forEach((e) => { e.hidden = true; });
    form.append(bar);
    show();
    $("[data-undo]", bar).addEventListener("click", () => { stop(); (submitter || form).focus(); });
    $("[data-undo]", bar).focus();
    const body = new FormData(form);
    if (submitter && submitter.name) body.append(submitter.name, submitter.value);
    held.set(form, { body, url: (submitter && submitter.getAttribute("formaction")) || form.action, stop });
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.undoSeconds) return;
    if (form.dataset.undone === "sent") { delete form.dataset.undone; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!held.has(form)) hold(form, event.submitter);
  }, true);
  addEventListener("pagehide", () => held.forEach(({ body, url, stop }) => { navigator.sendBeacon(url, body); stop(); }));

  // <table data-grid>: one tab stop, arrows move, Enter opens (the link itself).
  const cells = (grid) => $$("tbody tr", grid).map((row) => $$("td", row).map((cell) => $("a, button, input", cell)));
  const prepare = (root) => {
    $$("[data-grid]", root).forEach((grid) => {
      const all = cells(grid).flat().filter(Boolean);
      all.forEach((link) => { link.tabIndex = -1; });
      if (all[0]) (all.find((link) => link.getAttribute("aria-current")) || all[0]).tabIndex = 0;
    });
    $$("[data-print], [data-themes], [data-speeds]", root).forEach((e) => { e.hidden = false; });
    $$(".without-script", root).forEach((e) => { e.hidden = true; });
  };
  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  document.addEventListener("keydown", (event) => {
    const grid = event.target.closest("[data-grid]");
    if (!grid || event.ctrlKey || event.altKey || event.metaKey) return;
    const rows = cells(grid), y = rows.findIndex((row) => row.includes(event.target));
    if (y < 0) return;
    const x = rows[y].indexOf(event.target), step = STEPS[event.key];
    let next = null;
    if (step) next = (rows[y + step[0]] || [])[x + step[1]];
    else if (event.key === "Home") next = rows[y].find(Boolean);
    else if (event.key === "End") next = [...rows[y]].reverse().find(Boolean);
    else return;
    event.preventDefault();
    if (!next) return;
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });

  // Sliders say their value while dragged.
  document.addEventListener("input", (event) => {
    const output = event.target.id && event.target.type === "range" && $(`output[for="${CSS.escape(event.target.id)}"]`);
    if (output) output.value = (output.dataset.pattern || "{}").replace("{}", event.target.value);
  });

  // <form data-live>: asks while a slider moves, ten times a second at most, and once when it has settled. An answer that is
  // overtaken is dropped (hx-sync), so the last one stands.
  const asking = new WeakMap();
  const ask = (form, name) => {
    const own = asking.get(form) || { last: -100, timer: 0 };
    asking.set(form, own);
    own.name = name;
    own.timer ||= setTimeout(() => {
      own.timer = 0;
      own.last = performance.now();
      htmx.trigger(form, own.name);
    }, Math.max(0, own.last + 100 - performance.now()));
  };
  [["input", "moving"], ["change", "settled"]].forEach(([type, name]) => document.addEventListener(type, (event) => {
    const form = event.target.type === "range" && event.target.form;
    if (form && "live" in form.dataset) ask(form, name);
  }));
  document.addEventListener("htmx:configRequest", (event) => {
    const cause = event.detail.triggeringEvent;
    if (cause && cause.type === "moving") event.detail.parameters.moving = "1";
  });

  const fixTheme = (choice) => {
    document.cookie = `theme=${choice};path=/;max-age=${choice ? 31536000 : 0};samesite=lax`;
    if (choice) document.documentElement.dataset.theme = choice;
    else delete document.documentElement.dataset.theme;
    showTheme();
  };
  const showTheme = () => $$("[data-theme-choice]").forEach((button) => {
    button.setAttribute("aria-pressed", button.dataset.themeChoice === (document.documentElement.dataset.theme || ""));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice], [data-print]");
    if (!button) return;
    if ("themeChoice" in button.dataset) fixTheme(button.dataset.themeChoice);
    else print();
  });

  // A clip at a quarter to full speed; its steps jump there. Without script they are links into the film.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-speed], [data-at]"), film = button && $("video");
    if (!film) return;
    event.preventDefault();
    if (button.dataset.at) film.currentTime = Number(button.dataset.at);
    else {
      film.playbackRate = Number(button.dataset.speed);
      $$("[data-speed]").forEach((e) => { e.setAttribute("aria-pressed", e === button); });
    }
    film.play().catch(() => {});
  });

  // A shared tablet leaves by itself, so that nothing stays on the glass.
  const seconds = Number(document.body.dataset.idleSeconds);
  if (seconds) {
    let timer;
    const leave = () => { const form = $("#sign-off"); if (form) form.submit(); else location.replace("/"); };
    const again = () => { clearTimeout(timer); timer = setTimeout(leave, seconds * 1000); };
    ["pointerdown", "keydown", "scroll", "input"].forEach((name) => addEventListener(name, again, { passive: true, capture: true }));
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
    again();
  }

  // What did not go through is said where the reader looks.
  const trouble = () => { const area = $("#messages"); area.replaceChildren(piece("trouble")); area.scrollIntoView({ block: "nearest" }); };
  document.addEventListener("htmx:responseError", trouble);
  document.addEventListener("htmx:sendError", trouble);
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) prepare(event.target.parentNode || document); });

  prepare(document);
  showTheme();
  const errors = $(".errors[tabindex]");
  if (errors) errors.focus();
})();
