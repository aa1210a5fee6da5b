// ── the moves ──────────────────────────────────────────────────────────────────────────────

const pace = () => $("pace").value;
const on = (by = pace()) => (hidden ? reveal("") : at < END ? go(nextStop(by), at) : pause());
const toBack = (by = pace()) => go(lastStop(by));
function pause() {
  clearInterval(timer);
  timer = null;
  $("play").classList.remove("on");
  $("play").setAttribute("aria-label", "Play");
}
function play() {
  if (timer) return pause();
  if (at === END) go(0);
  timer = setInterval(() => on(), Number($("speed").value));
  $("play").classList.add("on");
  $("play").setAttribute("aria-label", "Pause");
  on();
}
function theme(dark, chosen = false) {
  document.documentElement.classList.toggle("dark", dark);
  $("theme").textContent = dark ? "Light" : "Dark";
  if (chosen) chosenTheme = dark ? "dark" : "light";
  if (layout) showMap();
}
const isDark = () => document.documentElement.classList.contains("dark");
const otherTheme = () => {
  theme(!isDark(), true);
  remember();
  $("link").href = address();
};
const focused = () => {
  const id = document.activeElement?.closest?.(".node")?.id;
  return id ? Number(id.slice(1)) : open;
};

const keys = {
  ArrowRight: (event) => on(event.shiftKey ? "layer" : pace()),
  ArrowLeft: (event) => toBack(event.shiftKey ? "layer" : pace()),
  Home: () => go(0),
  End: () => go(END),
  " ": play,
  f: () => go(1),
  b: () => go(FORWARD + 1),
  g: () => guess(guessing ? "" : "step"),
  n: () => ($("pace").value = { edge: "node", node: "layer", layer: "edge" }[pace()]),
  w: () => onlyPaths(only ? null : focused()),
  c: () => {
    const scope = document.activeElement?.closest?.(".folder")?.dataset.scope ?? places[focused() ?? -1];
    if (scope) fold(scope);
  },
  t: otherTheme,
  "?": () => $("keys").showModal(),
  "+": () => look(scale() * 1.25),
  "=": () => look(scale() * 1.25),
  "-": () => look(scale() / 1.25),
  0: () => look("fit"),
  o: () => look(view === "all" ? "fit" : "all"),
  p: () => look(view === "presenter" ? "fit" : "presenter"),
  Escape: () => {
    pause();
    tellAll("");
    if ($("answer") === document.activeElement) return ($("answer").value = "");
    explain(null);
  },
};
const pressed = (card) => (card.matches(".folder") ? unfold(card.dataset.scope) : explain(Number(card.id.slice(1))));
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
  const { target, key } = event,
    card = target.closest?.(".node, .folder");
  const typing = target.matches("input:not([type=range]), select") && !(target.id === "answer" && !target.value && key.startsWith("Arrow"));
  if (typing && key !== "Escape") return;
  if (card && (key === "Enter" || key === " ")) {
    event.preventDefault();
    return pressed(card);
  }
  if (card && (key === "ArrowDown" || key === "ArrowUp")) {
    event.preventDefault();
    const all = [...stage.querySelectorAll(".node, .folder")],
      next = all[all.indexOf(card) + (key === "ArrowDown" ? 1 : -1)];
    if (next) (reachable(next), next.focus());
    return;
  }
  if ((key === " " || key === "Enter") && target.matches("button, a")) return;
  const action = keys[key.length === 1 ? key.toLowerCase() : key];
  if (!action) return;
  event.preventDefault();
  if (key !== " " && timer) pause();
  action(event);
});

// One card is in the order of the tab key; the arrows move on from there.
let stop = root;
function reachable(which) {
  const card = which instanceof Element ? which : (boxes.get(which)?.group ?? folders.get(home[which])?.group ?? stage.querySelector(".node, .folder"));
  for (const other of stage.querySelectorAll('[tabindex="0"]')) other.setAttribute("tabindex", -1);
  card?.setAttribute("tabindex", 0);
  stop = card?.matches(".node") ? Number(card.id.slice(1)) : stop;
}

const tip = $("tip");
function tell(target) {
  const full = target?.dataset?.full ?? (target?.matches?.(".node") ? nodes[Number(target.id.slice(1))].name : (target?.dataset?.scope ?? null));
  tip.hidden = full === null || ([...full].length < 20 && !target.dataset.full);
  if (tip.hidden) return;
  tip.textContent = cut(full, 1200);
  const { left, bottom, top } = target.getBoundingClientRect(),
    { offsetHeight: height, offsetWidth: width } = tip;
  tip.style.left = `${Math.max(4, Math.min(left, innerWidth - width - 8))}px`;
  tip.style.top = `${bottom + 8 + height < innerHeight ? bottom + 8 : Math.max(4, top - height - 8)}px`;
}
const told = (event) => event.target.closest?.(".node, .folder, [data-full]");
addEventListener("mouseover", (event) => tell(told(event)));
addEventListener("focusin", (event) => tell(told(event)));
addEventListener("focusout", () => tell(null));

for (const [id, action] of Object.entries({
  first: () => go(0),
  back: () => toBack(),
  play,
  next: () => on(),
  last: () => go(END),
  forward: () => go(1),
  backward: () => go(FORWARD + 1),
  theme: otherTheme,
  help: () => $("keys").showModal(),
  "close-keys": () => $("keys").close(),
  "all-ways": () => onlyPaths(null),
}))
  $(id).addEventListener("click", () => (id !== "play" && timer && pause(), action()));
$("slider").max = END;
$("slider").addEventListener("input", (event) => (pause(), go(Number(event.target.value))));
$("speed").addEventListener("change", () => timer && (pause(), play()));
$("guess").addEventListener("change", (event) => guess(event.target.value));
$("view").addEventListener("change", (event) => look(event.target.value));
addEventListener("hashchange", () => {
  const step = fromLink();
  if (step !== null) go(step);
});
new ResizeObserver(([entry]) => {
  const { width, height } = entry.contentRect;
  if (Math.abs(width - room.x) < 1 && Math.abs(height - room.y) < 1) return;
  [room.x, room.y] = [width, height];
  if (!scene) return;
  fit();
  showGraph();
  follow();
}).observe(stage);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => chosenTheme || theme(event.matches));
addEventListener("message", ({ source, data }) => { // from a notebook, which has a theme of its own
  if (source === parent && parent !== window && typeof data?.dark === "boolean" && !chosenTheme) theme(data.dark);
});
