/* The palette (Ctrl K): the pages of the sidebar at once, and what the search finds for the letters typed. */
(() => {
  "use strict";

  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  const DELAY = 120; // milliseconds after the last letter
  let timer = 0;
  let request = null;
  let behind = false; // letters were typed that the list does not answer yet
  let entered = false; // Enter was pressed meanwhile: it means the answer

  const entries = () => [...list.querySelectorAll("[role=option]")];

  const choose = (option) => {
    for (const other of entries()) other.setAttribute("aria-selected", String(other === option));
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };

  const settle = () => {
    entries().forEach((option, index) => { option.id = `palette-${index}`; });
    choose(entries()[0]);
  };

  /* Pages of the sidebar whose name holds the text, as a group like those of the server. */
  const pages = (text) => {
    const wanted = text.trim().toLowerCase();
    const links = [...document.querySelectorAll("#nav li a")];
    const found = links.filter((link) => link.firstChild.textContent.toLowerCase().includes(wanted));
    if (!found.length) return null;
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Pages");
    for (const link of found.slice(0, wanted ? 6 : 30)) {
      const option = document.createElement("a");
      option.href = link.href;
      option.tabIndex = -1;
      option.setAttribute("role", "option");
      option.textContent = link.firstChild.textContent.trim();
      group.append(option);
    }
    return group;
  };

  const show = (...groups) => {
    list.replaceChildren(...groups.filter(Boolean));
    settle();
  };

  const line = (words, classes) => {
    const paragraph = document.createElement("p");
    paragraph.className = classes;
    paragraph.textContent = words;
    return paragraph;
  };

  const fetchFragment = async (text) => {
    request?.abort();
    request = new AbortController();
    const response = await fetch(`${input.dataset.url}?q=${encodeURIComponent(text)}`, {
      signal: request.signal,
      headers: { "HX-Request": "true" },
    });
    if (!response.ok) throw new Error(`search answered ${response.status}`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return [...page.body.children];
  };

  const go = () => list.querySelector("[aria-selected=true]")?.click();

  const answer = (...groups) => {
    show(...groups);
    behind = false;
    if (entered && dialog.open) go();
    entered = false;
  };

  const search = async () => {
    const text = input.value;
    if (!text.trim()) return answer(pages(text));
    try {
      const found = await fetchFragment(text);
      answer(...(found.length ? found : [line("Nothing found", "note")]));
    } catch (error) {
      if (error.name === "AbortError") return;
      answer(pages(text), line("The search does not answer; only pages are listed.", "banner stop"));
    }
  };

  const open = () => {
    if (dialog.open) return;
    input.value = "";
    behind = entered = false;
    show(pages(""));
    dialog.showModal();
    input.focus();
  };

  const step = (by) => {
    const options = entries();
    if (!options.length) return;
    const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    choose(options[(now + by + options.length) % options.length]);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    behind = true;
    entered = false;
    timer = setTimeout(search, DELAY);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (behind) entered = true;
      else go();
    }
  });
  document.addEventListener("portal:palette", open);
})();
