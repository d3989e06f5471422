"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Whatever an address points at is opened, with everything around it.
  const reveal = () => {
    let node = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!node) return;
    const target = node;
    for (; node; node = node.parentElement) {
      if (node.tagName === "DETAILS") node.open = true;
      if (node.hidden) node.hidden = false;
    }
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  // Commands can be copied.
  for (const shell of all(".shell")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(shell.querySelector("pre").textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(shell.querySelector("pre"));
        button.textContent = "Selected";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
    shell.append(button);
  }

  // Rows are filtered by text, level and kind.
  const form = document.querySelector(".filter");
  if (!form) return;
  form.hidden = false;
  const rows = all("[data-kind]").map((node) => ({ node, text: node.dataset.text || node.textContent.toLowerCase() }));
  const groups = all("[data-group]");
  const openAtFirst = new Map(groups.map((group) => [group, group.open]));
  const boxes = all("input[type=checkbox]", form);
  const text = form.querySelector("input[type=search]");
  const level = form.querySelector("select");
  const told = form.querySelector("output");
  const apply = () => {
    const kinds = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const everything = kinds.size === boxes.length && !words.length && !(level && level.value);
    let count = 0;
    for (const row of rows) {
      const fits = kinds.has(row.node.dataset.kind)
        && (!level || !level.value || row.node.dataset.level === level.value)
        && words.every((word) => row.text.includes(word));
      row.node.hidden = !fits;
      count += fits;
    }
    for (const group of groups) {
      const some = group.querySelector("[data-kind]:not([hidden])");
      group.hidden = !some;
      if ("open" in group) group.open = everything ? openAtFirst.get(group) : Boolean(some);
    }
    told.textContent = everything ? `${count} in all` : `${count} of ${rows.length}`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  for (const button of all("button[data-open]", form)) {
    button.addEventListener("click", () => {
      for (const group of groups) group.open = button.dataset.open === "yes";
    });
  }
  apply();
})();
