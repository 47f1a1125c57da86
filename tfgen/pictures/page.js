"use strict";
(() => {
  const view = document.getElementById("view");
  const picture = view.querySelector("svg");
  const panel = document.getElementById("panel");
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const size = { width: picture.viewBox.baseVal.width, height: picture.viewBox.baseVal.height };
  const at = { x: 0, y: 0, scale: 1 };

  const show = () => {
    picture.style.transform = `translate(${at.x}px, ${at.y}px) scale(${at.scale})`;
  };
  const fit = () => {
    const room = view.getBoundingClientRect();
    at.scale = Math.min(room.width / size.width, room.height / size.height, 1);
    at.x = (room.width - size.width * at.scale) / 2;
    at.y = 0;
    show();
  };
  // What is under the point stays there.
  const zoom = (factor, x, y) => {
    const scale = Math.min(8, Math.max(0.05, at.scale * factor));
    at.x = x - (x - at.x) * (scale / at.scale);
    at.y = y - (y - at.y) * (scale / at.scale);
    at.scale = scale;
    show();
  };
  const zoomMiddle = (factor) => {
    const room = view.getBoundingClientRect();
    zoom(factor, room.width / 2, room.height / 2);
  };
  const full = () => { Object.assign(at, { x: 0, y: 0, scale: 1 }); show(); };

  const element = (tag, text) => {
    const made = document.createElement(tag);
    made.textContent = text;
    return made;
  };
  const choose = (box) => {
    for (const other of picture.querySelectorAll(".chosen")) other.classList.remove("chosen");
    const fact = facts[box.dataset.name];
    if (!fact) return;
    box.classList.add("chosen");
    panel.replaceChildren(element("h2", fact.title));
    for (const line of fact.lines) panel.append(element("p", line));
    if (fact.place) panel.append(element("p", fact.place));
    if (fact.text) panel.append(element("pre", fact.text));
    if (fact.ways.length) {
      const list = element("ul", "");
      for (const way of fact.ways) list.append(element("li", way));
      panel.append(element("h2", "Ways"), list);
    }
  };

  // What is in an image is nothing to a screen reader; here each box is something to choose.
  picture.setAttribute("role", "group");
  for (const box of picture.querySelectorAll("g[data-name]")) {
    box.setAttribute("tabindex", "0");
    box.setAttribute("role", "button");
    box.setAttribute("aria-label", box.querySelector("title").textContent);
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose(box);
    });
  }

  let dragged = null;
  let moved = false;
  view.addEventListener("pointerdown", (event) => {
    dragged = { x: event.clientX - at.x, y: event.clientY - at.y };
    moved = false;
  });
  window.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const x = event.clientX - dragged.x;
    const y = event.clientY - dragged.y;
    if (Math.abs(x - at.x) + Math.abs(y - at.y) < 4 && !moved) return;
    moved = true;
    Object.assign(at, { x, y });
    show();
  });
  window.addEventListener("pointerup", () => { dragged = null; });
  picture.addEventListener("click", (event) => {
    const box = event.target.closest("g[data-name]");
    if (box && !moved) choose(box);
  });
  view.addEventListener("wheel", (event) => {
    event.preventDefault();
    const room = view.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY / 500), event.clientX - room.left, event.clientY - room.top);
  }, { passive: false });

  const keys = {
    "+": () => zoomMiddle(1.25), "=": () => zoomMiddle(1.25), "-": () => zoomMiddle(0.8), "0": fit,
    ArrowLeft: () => { at.x += 60; show(); }, ArrowRight: () => { at.x -= 60; show(); },
    ArrowUp: () => { at.y += 60; show(); }, ArrowDown: () => { at.y -= 60; show(); },
  };
  view.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
  const buttons = { in: () => zoomMiddle(1.25), out: () => zoomMiddle(0.8), fit, full };
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", buttons[button.dataset.zoom]);
  }
  window.addEventListener("resize", fit);
  fit();
})();
