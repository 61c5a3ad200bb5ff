// The desk's keys, and what is shown beside a sentence. Without this file the same links and forms do the same work.
"use strict";

(() => {
  const root = document.documentElement;
  root.classList.add("js");

  const draft = () => document.getElementById("draft");
  const right = () => document.querySelector(".right");
  const sentences = () => [...document.querySelectorAll("a.s")];
  const current = () => document.querySelector("a.s.current");
  const behaviour = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

  // --- sentences and findings ---

  function overview() {
    right()?.classList.remove("showing");
    document.querySelectorAll(".panel.shown, a.s.current").forEach((e) => e.classList.remove("shown", "current"));
    document.querySelectorAll('a.s[aria-current]').forEach((e) => e.removeAttribute("aria-current"));
  }

  function show(number, focus = true) {
    const sentence = document.getElementById(`s${number}`);
    const panel = document.getElementById(`e${number}`);
    if (!sentence || !panel) return;
    overview();
    sentence.classList.add("current");
    sentence.setAttribute("aria-current", "true");
    panel.classList.add("shown");
    right().classList.add("showing");
    right().scrollTop = 0;
    if (focus) sentence.focus({ preventScroll: true });
    // On a narrow screen the panel covers the lower half.
    if (matchMedia("(max-width: 64rem)").matches) sentence.scrollIntoView({ block: "start" });
    else sentence.scrollIntoView({ block: "nearest", behavior: behaviour() });
  }

  function step(by) {
    const all = sentences();
    const at = all.indexOf(current());
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
    if (all[next]) show(all[next].dataset.sentence);
  }

  // The findings that stand in a sentence, in the order of the list: blockers first.
  function finding(by) {
    const list = [...document.querySelectorAll("#overview .finding a.go")].map((a) => a.dataset.sentence);
    const stops = list.filter((n, i) => list.indexOf(n) === i);
    if (!stops.length) return;
    const at = stops.indexOf(current()?.dataset.sentence);
    show(stops[at < 0 ? (by > 0 ? 0 : stops.length - 1) : (at + by + stops.length) % stops.length]);
  }

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a[data-sentence], a[data-overview], a.help-link, a[href='#decide']");
    if (!link) return;
    event.preventDefault();
    if (link.dataset.sentence) show(link.dataset.sentence);
    else if (link.matches(".help-link")) document.getElementById("help")?.showModal();
    else if (link.matches("[data-overview]")) back();
    else decide();
  });

  function back() {
    const was = current();
    overview();
    was?.focus({ preventScroll: true });
  }

  function decide() {
    const box = document.getElementById("decide");
    if (!box) return;
    const first = box.querySelector("details");
    if (first) first.open = true;
    box.scrollIntoView({ block: "start", behavior: behaviour() });
    (first?.querySelector("summary") ?? box).focus({ preventScroll: true });
  }

  // --- keys ---

  function row(by) {
    const all = [...document.querySelectorAll(".rows a.open")];
    const at = all.indexOf(document.activeElement);
    all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))]?.focus();
  }

  const keys = {
    j: () => row(1),
    k: () => row(-1),
    n: () => step(1),
    p: () => step(-1),
    f: () => finding(1),
    F: () => finding(-1),
    o: back,
    d: decide,
    e: () => (current()?.closest(".para") ?? document.activeElement?.closest(".para"))?.querySelector("a[data-edit]")?.click(),
    u: () => location.assign("/"),
    "/": () => document.getElementById("f-q")?.focus(),
    "?": () => document.getElementById("help")?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing) {
      const form = typing.closest("form.edit-form");
      if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
      else if (event.key === "Escape") {
        event.preventDefault(); // a search field would forget what was searched
        if (form) form.querySelector("a[data-cancel]")?.click();
        else typing.blur();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") { back(); return; }
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  // --- what the server put in the page's place ---

  let place = null;
  document.addEventListener("htmx:before:request", () => {
    const para = document.activeElement?.closest(".para, .part");
    place = { id: para?.id || place?.id, sentence: current()?.dataset.sentence };
  });
  let rowBefore = null;
  document.addEventListener("htmx:before:swap", () => {
    rowBefore = document.activeElement?.matches(".rows a.open") ? document.activeElement.getAttribute("href") : null;
  });
  document.addEventListener("htmx:after:swap", () => {
    if (rowBefore) [...document.querySelectorAll(".rows a.open")].find((a) => a.getAttribute("href") === rowBefore)?.focus();
    if (!draft() || !place) return;
    const text = document.getElementById("edit-text") ?? document.getElementById("rewrite-note");
    if (text) {
      if (place.sentence) show(place.sentence, false);
      text.focus();
      text.scrollIntoView({ block: "nearest" });
    } else if (place.sentence) {
      show(place.sentence);
    } else if (place.id) {
      document.getElementById(place.id)?.querySelector("a.s")?.focus();
    }
  });

  // --- a section written again: the model's words as they come ---

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form.rewrite")) return;
    event.preventDefault();
    rewrite(form).catch((error) => failed(form, `The connection broke (${error.message}). Load the page to see what was saved.`));
  });

  async function rewrite(form) {
    const body = new URLSearchParams(new FormData(form));
    const button = form.querySelector("button");
    button.disabled = true;
    button.textContent = "Writing…";
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/event-stream" } });
    if (!answer.headers.get("content-type")?.startsWith("text/event-stream")) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      failed(form, page.querySelector("[role=alert]")?.textContent ?? "That could not be done.");
      return;
    }
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const events = (rest + value).split("\n\n");
      rest = events.pop();
      events.forEach((one) => heard(form, one));
    }
  }

  function heard(form, one) {
    const kind = /^event: (\w+)$/m.exec(one)?.[1];
    const data = /^data: (.*)$/m.exec(one)?.[1];
    if (!kind || data === undefined) return;
    const text = JSON.parse(data);
    if (kind === "text") form.querySelector(".stream").textContent = text;
    else if (kind === "failed") failed(form, text);
    else if (kind === "done" && text.startsWith("/drafts/")) {
      location.assign(text);
    }
  }

  function failed(form, line) {
    const stream = form.querySelector(".stream");
    stream.classList.add("failed");
    stream.textContent = line;
    const button = form.querySelector("button");
    button.disabled = false;
    button.textContent = "Rewrite this section";
  }
})();
