/* Copy buttons, menus that close, select-all, and the theme without leaving the page. */
(() => {
  "use strict";

  /* Announce in the live region: screen readers read what changes there. */
  const say = (words) => {
    document.getElementById("live").textContent = words;
  };

  /* The clipboard is only there on HTTPS and localhost; elsewhere a hidden field does it. */
  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "vh";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) throw new Error("copy refused");
  };

  const onCopy = async (button) => {
    const words = button.lastChild;
    const before = words.textContent;
    try {
      await copy(button.dataset.copy);
      words.textContent = "Copied";
      button.classList.add("done");
      say("Copied");
    } catch {
      words.textContent = "Select and copy by hand";
    }
    setTimeout(() => {
      words.textContent = before;
      button.classList.remove("done");
    }, 1600);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) onCopy(button);
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  /* Selecting rows: the bulk bar says how many, and its buttons wait for the first. */
  const count = () => {
    const bulk = document.getElementById("bulk");
    if (!bulk) return;
    const boxes = [...document.querySelectorAll('input[form="bulk"]')];
    const chosen = boxes.filter((box) => box.checked).length;
    const all = document.querySelector("[data-select-all]");
    if (all) {
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    bulk.querySelector("[data-selected]").textContent = chosen ? `${chosen} selected` : "select rows first";
    for (const button of bulk.querySelectorAll("button[name=bulk]")) {
      button.disabled = chosen === 0;
      button.title = chosen ? "" : "Select rows first";
    }
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-select-all]")) {
      for (const box of document.querySelectorAll('input[form="bulk"]')) box.checked = event.target.checked;
    }
    count();
  });

  /* A wide table gets its own scroll box, so that head and first column stay in view. */
  const measure = () => {
    for (const box of document.querySelectorAll(".scroll")) {
      box.classList.remove("wide");
      const wide = box.scrollWidth > box.clientWidth + 1;
      box.classList.toggle("wide", wide);
      if (wide) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };

  /* The server keeps the choice; the page only changes at once. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-theme-form]")) return;
    event.preventDefault();
    const chosen = event.submitter.value;
    if (chosen) document.documentElement.dataset.theme = chosen;
    else delete document.documentElement.dataset.theme;
    for (const button of form.querySelectorAll("button[name=theme]")) {
      if (button === event.submitter) button.setAttribute("aria-pressed", "true");
      else button.removeAttribute("aria-pressed");
    }
    fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual" });
  });

  const arrange = () => {
    measure();
    count();
  };
  arrange();
  addEventListener("resize", measure);
  addEventListener("pageshow", count);
  document.addEventListener("htmx:afterSettle", arrange);
})();
