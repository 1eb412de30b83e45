"use strict";

// Keys for the pages, which do without: / to the search field, j and k along the rows, ? for this list.
(() => {
  const dialog = document.getElementById("keys");
  const button = document.getElementById("keys-button");
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.getClientRects().length > 0);

  // The part of a row that takes the focus: its first link, else the row itself.
  const target = (row) => {
    const inner = row.matches("a, button, summary") ? row : row.querySelector("a, button, summary");
    if (inner) return inner;
    row.tabIndex = -1;
    return row;
  };

  const move = (by) => {
    const all = rows();
    if (all.length === 0) return;
    const now = document.activeElement ? document.activeElement.closest("[data-row]") : null;
    let place = all.indexOf(now) + by;
    if (now === null) {
      // From where the reader is, not from the top of the page.
      const below = all.findIndex((row) => row.getBoundingClientRect().top >= 0);
      place = below < 0 ? all.length - 1 : below;
    }
    const row = all[Math.max(0, Math.min(all.length - 1, place))];
    target(row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };

  const isTyping = (element) =>
    element instanceof HTMLElement &&
    (element.isContentEditable || /^(input|select|textarea)$/i.test(element.tagName));

  if (button && dialog) {
    button.hidden = false;
    button.addEventListener("click", () => dialog.showModal());
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (event.key === "Escape" && isTyping(event.target)) return event.target.blur();
    if (isTyping(event.target) || (dialog && dialog.open)) return;
    if (event.key === "/") {
      const field = document.querySelector("[data-search]");
      if (!field) return;
      event.preventDefault();
      field.focus();
      field.select();
    } else if (event.key === "j") {
      move(1);
    } else if (event.key === "k") {
      move(-1);
    } else if (event.key === "?" && dialog) {
      dialog.showModal();
    }
  });
})();

// A packet's fields and their bytes light up together.
(() => {
  const parts = [...document.querySelectorAll("[data-field], [data-bytes]")].map((element) => {
    const [first, end] = (element.dataset.field || element.dataset.bytes).split("-").map(Number);
    return { element, first, end };
  });
  if (parts.length === 0) return;
  const light = (event) => {
    const at = event.target instanceof Element ? event.target.closest("[data-field], [data-bytes]") : null;
    const here = parts.find((part) => part.element === at);
    for (const part of parts) {
      const isLit = here !== undefined && part.first < here.end && here.first < part.end;
      part.element.classList.toggle("lit", isLit && part.element.dataset.bytes !== undefined);
    }
    if (here !== undefined) here.element.classList.add("lit");
    if (at && at.dataset.bytes) {
      const fields = parts.filter((part) => part.element.dataset.field && part.first < here.end && here.first < part.end);
      const inner = fields[fields.length - 1];
      if (inner) inner.element.classList.add("lit");
    }
  };
  document.addEventListener("mouseover", light);
  document.addEventListener("focusin", light);
})();
