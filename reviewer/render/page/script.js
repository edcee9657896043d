"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const cards = all(".card[data-severity]");
  const texts = new Map(cards.map((card) => [card, card.textContent.toLowerCase()]));
  const goods = all(".card[data-good]");
  const marks = all("[data-for]").map((mark) => [mark, mark.dataset.for.split(" ")]);
  const chunks = all(".chunk.has");
  let now = null;

  // Filters: a finding is shown if its severity, its category and its words are asked for.
  const shown = () => cards.filter((card) => !card.hidden);
  function filter() {
    const severities = new Set(all(".severity:checked").map((box) => box.value));
    const category = byId("category").value;
    const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const card of cards) {
      const text = texts.get(card);
      card.hidden = !severities.has(card.dataset.severity) || (category !== "" && card.dataset.category !== category) ||
        !words.every((word) => text.includes(word));
    }
    for (const card of goods) card.hidden = category !== "" || words.length > 0;
    for (const [mark, keys] of marks) mark.classList.toggle("off", keys.every((key) => byId(key)?.hidden ?? true));
    for (const chunk of chunks) chunk.classList.toggle("shown", chunk.querySelector(".card:not([hidden])") !== null);
    document.documentElement.classList.toggle("only", byId("only").checked);
    if (now && now.hidden) select(null);
    count();
  }
  function count() {
    const list = shown();
    const at = list.indexOf(now);
    const total = list.length === cards.length ? `${cards.length}` : `${list.length} (of ${cards.length})`;
    byId("count").value = at < 0 ? `${total} ${list.length === 1 ? "finding" : "findings"}` : `${at + 1} of ${total}`;
    for (const id of ["previous", "next"]) byId(id).disabled = list.length === 0;
  }

  // One finding is the current one: it and its passage are outlined.
  function select(card) {
    if (now) now.classList.remove("now");
    now = card;
    if (now) now.classList.add("now");
    for (const [mark, keys] of marks) mark.classList.toggle("now", now !== null && keys.includes(now.id));
    count();
  }
  function show(card) {
    select(card);
    // What is above may get its real height only when it is drawn, so look again.
    card.closest(".chunk")?.scrollIntoView({ block: "nearest" });
    card.scrollIntoView({ block: "center" });
    card.focus({ preventScroll: true });
    requestAnimationFrame(() => card.scrollIntoView({ block: "center" }));
    history.replaceState(null, "", "#" + card.id);
  }
  function step(by) {
    const list = shown();
    if (list.length === 0) return;
    let at = list.indexOf(now);
    if (at < 0) {
      const below = list.findIndex((card) => card.getBoundingClientRect().bottom > 80);
      at = by > 0 ? (below < 0 ? -1 : below - 1) : (below < 0 ? list.length : below);
    }
    show(list[(at + by + list.length) % list.length]);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target === byId("search")) {
      byId("search").value = "";
      filter();
      byId("search").blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !byId("keys").checked) return;
    if (event.target.closest("input[type=search], select, textarea")) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "/") byId("search").focus();
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-for]");
    if (mark && !mark.classList.contains("off")) {
      const card = mark.dataset.for.split(" ").map(byId).find((one) => one && !one.hidden);
      if (card) {
        event.preventDefault();
        show(card);
      }
      return;
    }
    const card = event.target.closest(".card");
    if (card && card !== now) select(card);
  });
  byId("previous").addEventListener("click", () => step(-1));
  byId("next").addEventListener("click", () => step(1));
  const form = document.querySelector(".tools");
  form.addEventListener("submit", (event) => { event.preventDefault(); step(1); });
  form.addEventListener("change", filter);
  byId("search").addEventListener("input", filter);

  // Paper shows everything that is folded; afterwards it is folded as before.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all(".card details:not([open]), .more details:not([open])");
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of folded) one.open = false;
  });

  // Theme: as the system has it, light, dark. A page from a file may have no storage.
  const themes = ["auto", "light", "dark"];
  const remember = (value) => { try { localStorage.setItem("rightsreview-theme", value); } catch { /* not kept */ } };
  const remembered = () => { try { return localStorage.getItem("rightsreview-theme"); } catch { return null; } };
  function theme(name) {
    if (name === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
    byId("theme-name").textContent = name;
  }
  let chosen = themes.includes(remembered()) ? remembered() : "auto";
  theme(chosen);
  byId("theme").addEventListener("click", () => {
    chosen = themes[(themes.indexOf(chosen) + 1) % themes.length];
    theme(chosen);
    remember(chosen);
  });

  if (matchMedia("(max-width: 84rem)").matches) for (const one of all(".sections details")) one.open = false;
  form.hidden = false;
  filter();
  function arrive() {
    const target = location.hash.length > 1 && byId(location.hash.slice(1));
    for (const one of target ? [target.querySelector(":scope > details"), target.closest("details")] : []) if (one) one.open = true;
    if (target && target.matches(".card:not([hidden])")) show(target);
  }
  addEventListener("hashchange", arrive);
  arrive();
})();
