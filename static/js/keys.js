/* Keys: what they do is read from the help dialog, so that help and keys cannot differ. */
(() => {
  "use strict";

  const help = document.getElementById("keys");
  if (!help) return;
  const rows = [...help.querySelectorAll("[data-keys]")];
  const known = new Map(rows.map((row) => [row.dataset.keys, row.dataset]));
  const single = help.querySelector("#keys-on");
  const STORE = "portal.keys";
  const WAIT = 1200; // milliseconds between g and its letter

  single.checked = localStorage.getItem(STORE) !== "off";
  single.addEventListener("change", () => localStorage.setItem(STORE, single.checked ? "on" : "off"));

  const focus = (element) => {
    if (!element) return false;
    element.focus();
    element.select?.();
    return true;
  };

  const deeds = {
    help: () => help.showModal(),
    palette: () => document.dispatchEvent(new CustomEvent("portal:palette")),
    search: () => {
      const field = document.getElementById("q");
      if (field.offsetParent) focus(field);
      else deeds.palette();
    },
    filter: () => focus(document.querySelector("[data-filter]")),
  };

  const act = (entry) => {
    if (entry.go) location.assign(entry.go);
    else deeds[entry.do]();
  };

  /* Letters belong to the field that has the focus. */
  const writing = (element) => element.closest("input, textarea, select, [contenteditable], dialog");

  let prefix = "";
  let waiting = 0;
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      act(known.get("Ctrl K"));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !single.checked || writing(event.target)) return;
    const entry = known.get(prefix + event.key);
    clearTimeout(waiting);
    prefix = "";
    if (entry) {
      event.preventDefault();
      act(entry);
    } else if (event.key === "g") {
      prefix = "g ";
      waiting = setTimeout(() => { prefix = ""; }, WAIT);
    }
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button && !help.contains(button)) act(button.dataset);
  });

  /* A click beside a dialog closes it, as Escape does. */
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
  }
})();
