/* Forms: filters that apply themselves, questions asked once, and failures that are told. */
(() => {
  "use strict";

  /* data-auto: a filter form is sent when a box changes, and shortly after typing stops. */
  let typing = 0;
  const send = (form) => {
    clearTimeout(typing);
    form.requestSubmit();
  };
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.dataset.auto !== undefined && event.target.type !== "search") send(form);
  });
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.dataset.auto === undefined || event.target.type !== "search") return;
    clearTimeout(typing);
    typing = setTimeout(() => send(form), 300);
  });

  /* The address holds only what was asked: empty fields stay out of it. */
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") return;
    for (const [name, value] of [...event.detail.formData.entries()]) {
      if (value === "") event.detail.formData.delete(name);
    }
  });

  /* A filter that was lifted by its pill is lifted in the field, too; who is typing there goes on typing. */
  document.addEventListener("htmx:afterSettle", () => {
    const field = document.getElementById("list-q");
    if (field && field !== document.activeElement) {
      field.value = new URLSearchParams(location.search).get("q") ?? "";
    }
  });

  /* data-confirm on a form or a button: one question, in words that name what will happen. */
  const dialog = document.getElementById("confirm");
  let agreed = null;
  const ask = (form, submitter, words) => {
    dialog.querySelector("#confirm-words").textContent = words;
    dialog.querySelector("button[value=yes]").textContent = submitter?.textContent.trim() || "Go on";
    dialog.returnValue = "";
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return;
      agreed = form;
      form.requestSubmit(submitter);
    }, { once: true });
    dialog.showModal();
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const words = event.submitter?.dataset.confirm ?? form.dataset.confirm;
    if (!words) return;
    if (agreed === form) {
      agreed = null;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(form, event.submitter, words);
  }, true);

  /* What looks again by itself waits while something is asked: the question belongs to this state of the page. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id === "underway" && document.querySelector("dialog[open], :popover-open")) event.preventDefault();
  });

  /* A failure never looks like "no results": say it, and offer to try again. */
  const fail = (words) => {
    document.getElementById("failed")?.remove();
    const banner = document.createElement("div");
    banner.id = "failed";
    banner.className = "banner stop";
    banner.setAttribute("role", "alert");
    const retry = document.createElement("a");
    retry.href = location.href;
    retry.textContent = "Try again";
    banner.append(words, retry);
    document.querySelector("#results, #main")?.prepend(banner);
  };
  document.addEventListener("htmx:responseError", (event) => {
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const said = page.querySelector("#results [role=alert] p")?.textContent;
    const words = said || `This could not be loaded (${event.detail.xhr.status}).`;
    fail(`${words} What you see is from before.`);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) document.getElementById("failed")?.remove();
  });
  document.addEventListener("htmx:sendError", () => {
    fail("The portal does not answer; what you see is from before.");
  });

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    fail("The key did not answer, or you stopped it. Nothing was changed.");
  });

  /* A page that takes long looks busy. */
  const busy = (on) => (event) => {
    const target = event.detail.target;
    if (target?.id === "results") target.classList.toggle("busy", on);
  };
  document.addEventListener("htmx:beforeRequest", busy(true));
  document.addEventListener("htmx:afterRequest", busy(false));

  /* After an error the summary is what to read first. */
  document.querySelector(".errors a")?.focus();
})();
