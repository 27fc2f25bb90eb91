"use strict";
(() => {
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const root = document.documentElement;

  // Formulas, with the macros of the section in which they stand.
  const render = (element, macros) => {
    const source = element.textContent;
    try {
      katex.render(source, element, { throwOnError: true, strict: false, macros });
    } catch (error) {
      element.textContent = source;
      element.classList.add("raw");
      element.title = error.message;
    }
  };
  const macrosOf = (section) => {
    const macros = {};
    for (const definition of JSON.parse(section?.dataset.macros || "[]")) {
      try {
        katex.renderToString(definition + " x", { macros, globalGroup: true, throwOnError: true, strict: false });
      } catch { /* the formulas that need it stay as LaTeX */ }
    }
    return macros;
  };
  const known = new Map();
  for (const element of all(".math")) {
    const section = element.closest("[data-macros]");
    if (!known.has(section)) known.set(section, macrosOf(section));
    render(element, { ...known.get(section) });
  }

  // Light and dark.
  const remembered = { get: () => { try { return localStorage.getItem("theme"); } catch { return null; } },
    set: (value) => { try { localStorage.setItem("theme", value); } catch { /* not kept */ } } };
  if (remembered.get()) root.dataset.theme = remembered.get();
  document.getElementById("theme")?.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    remembered.set(root.dataset.theme);
  });

  // Filters.
  const steps = all("details.step");
  if (!steps.length) return;
  const filters = all("[data-filter]");
  const chosen = new Set();
  const shows = (step) => !chosen.size || chosen.has(step.dataset.verdict) || (chosen.has("failed") && step.classList.contains("failed"));
  const update = () => {
    for (const button of filters) button.setAttribute("aria-pressed", button.dataset.filter ? chosen.has(button.dataset.filter) : !chosen.size);
    for (const step of steps) step.hidden = !shows(step);
    for (const chain of all(".chain")) chain.hidden = !chain.querySelector("details:not([hidden])");
    document.querySelector(".nothing").hidden = steps.some((step) => !step.hidden);
  };
  const choose = (word) => {
    if (!word) chosen.clear();
    else if (!chosen.delete(word)) chosen.add(word);
    update();
  };
  for (const button of filters) button.addEventListener("click", () => choose(button.dataset.filter));

  // Opening all, and what failed or is conditional for print.
  const opener = document.getElementById("open");
  opener.addEventListener("click", () => {
    const opening = opener.textContent === "open all";
    for (const step of steps) step.open = opening;
    opener.textContent = opening ? "close all" : "open all";
  });
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = steps.filter((step) => !step.open && !["proved", "definition", "posed"].includes(step.dataset.verdict));
    for (const step of closed) step.open = true;
  });
  addEventListener("afterprint", () => { for (const step of closed) step.open = false; });

  // The keyboard.
  const go = (direction, fits) => {
    const visible = steps.filter((step) => !step.hidden && fits(step));
    if (!visible.length) return;
    const here = document.activeElement.closest?.("details.step");
    const at = steps.indexOf(here);
    const next = direction > 0 ? visible.find((step) => steps.indexOf(step) > at)
      : at < 0 ? undefined : visible.findLast((step) => steps.indexOf(step) < at);
    const target = next || (direction > 0 ? visible[0] : visible[visible.length - 1]);
    const summary = target.querySelector("summary");
    summary.focus();
    summary.scrollIntoView({ block: "nearest" });
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = {
      j: () => go(1, () => true), k: () => go(-1, () => true), n: () => go(1, (step) => step.classList.contains("failed")),
      a: () => choose(""),
    }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
})();
