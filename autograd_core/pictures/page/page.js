// ── all of it ──────────────────────────────────────────────────────────────────────────────

let said = null,
  linked = null;

// A panel that is made anew keeps the focus where it was.
function keepingFocus(work) {
  const had = document.activeElement,
    { id } = had ?? {},
    typed = had?.matches?.("#edit, #answer") ? [had.selectionStart, had.selectionEnd] : null;
  work();
  if (!had || had === document.body || had.isConnected) return;
  if (id === "answer" && !hidden) return asker?.isConnected && asker.focus({ preventScroll: true });
  const again = id && $(id);
  again ? again.focus({ preventScroll: true }) : ($("next").disabled ? $("back") : $("next")).focus({ preventScroll: true });
  if (again && typed) again.select();
}

function show() {
  keepingFocus(() => {
    showStep();
    showCard();
  });
  showGraph();
  showScore();
  const step = current();
  $("slider").value = at;
  $("slider").setAttribute("aria-valuetext", `${at} of ${END}${step ? `, ${step.pass === "up" ? "forward" : "backward"}` : ""}`);
  $("link").textContent = `${at.toLocaleString("en")} / ${END.toLocaleString("en")}`;
  $("link").href = address();
  $("link").setAttribute("aria-label", `Link to step ${at} of ${END}`);
  for (const [id, kind] of [
    ["forward", "up"],
    ["backward", "down"],
  ])
    step?.pass === kind ? $(id).setAttribute("aria-current", "step") : $(id).removeAttribute("aria-current");
  for (const id of ["first", "back"]) $(id).disabled = at === 0;
  for (const id of ["next", "last"]) $(id).disabled = at === END && !hidden;
  $("view").value = typeof view === "number" ? "chosen" : view;
  follow();
  for (const sum of $("now").querySelectorAll(".sum")) shrink(sum);
  for (const part of [$("now"), ...$("now").querySelectorAll(".sum, .scroll"), ...$("card").querySelectorAll("h2, .scroll"), $("card")]) scrollable(part);
  clearTimeout(said);
  said = setTimeout(() => ($("said").textContent = sentence()), 60);
  clearTimeout(linked);
  linked = setTimeout(remember, 200);
  if (hidden && seenQuestion !== at) focusAnswer();
  if (!hidden) seenQuestion = null;
}
// A question that appears has the focus; when it is answered, the focus goes back.
let seenQuestion = null,
  asker = null;
function focusAnswer() {
  seenQuestion = at;
  if (document.activeElement?.id !== "answer") asker = document.activeElement;
  $("answer")?.focus({ preventScroll: true });
}
// A formula that is wider than its place is set smaller so that no figure is cut.
function shrink(sum) {
  let fit = 1;
  sum.style.setProperty("--fit", fit);
  for (let i = 0; i < 4 && sum.scrollWidth > sum.clientWidth + 1 && fit > 0.4; i++) {
    fit = Math.max(0.4, (fit * 0.97 * sum.clientWidth) / sum.scrollWidth);
    sum.style.setProperty("--fit", fit.toFixed(3));
  }
}
// What does not fit can be scrolled, with the keyboard too.
function scrollable(part) {
  const fits = part.scrollWidth <= part.clientWidth && part.scrollHeight <= part.clientHeight;
  fits ? part.removeAttribute("tabindex") : part.setAttribute("tabindex", 0);
}

// ── the link: step, theme and edits ────────────────────────────────────────────────────────

let chosenTheme = null; // what the reader chose, or null for the system's
function address() {
  const parts = [`step=${at}`];
  if (chosenTheme) parts.push(`theme=${chosenTheme}`);
  for (const [k, x] of leaves) parts.push(`set.${encodeURIComponent(nodes[k].name)}=${exact(x).replace("−", "-")}`);
  return `#${parts.join("&")}`;
}
function remember() {
  try {
    const wanted = address();
    if (location.hash !== wanted && (wanted !== "#step=0" || location.hash)) history.replaceState(null, "", wanted);
  } catch {} // a frame of a notebook has no address of its own
}
function fromLink() {
  let step = null,
    altered = false;
  const edits = new Map();
  for (const part of location.hash.slice(1).split("&")) {
    const [, key, value] = part.match(/^([^=]*)=(.*)$/) ?? [];
    if (key === "step" && /^\d+$/.test(value)) step = Number(value);
    if (key === "theme" && ["dark", "light"].includes(value)) theme(value === "dark", true);
    if (key?.startsWith("set.") && !graph.refusal) {
      let name = "";
      try {
        name = decodeURIComponent(key.slice(4));
      } catch {}
      const k = nodes.findIndex((node) => !node.op && node.name === name),
        x = read(value);
      if (k >= 0 && x !== undefined) edits.set(k, x);
    }
  }
  if (edits.size || leaves.size) {
    altered = edits.size !== leaves.size || [...edits].some(([k, x]) => !Object.is(leaves.get(k), x));
    if (altered) {
      leaves.clear();
      for (const [k, x] of edits) leaves.set(k, x);
      const [k, x] = [...edits][0] ?? [null, 0];
      alter(k, x);
    }
  }
  return step;
}

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

// ── mouse and fingers: drag, pinch, tap ────────────────────────────────────────────────────

const fingers = new Map();
let held = null,
  pinch = null;
const apart = () => {
  const [a, b] = [...fingers.values()];
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, far: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)) };
};
stage.addEventListener("pointerdown", (event) => {
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  if (fingers.size === 2) {
    pinch = { far: apart().far, scale: scale() };
    if (held) held.moved = true;
  } else if (event.button === 0) held = { x: event.clientX, y: event.clientY, left: stage.scrollLeft, top: stage.scrollTop, moved: false };
});
addEventListener("pointermove", (event) => {
  if (fingers.has(event.pointerId)) fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  if (pinch && fingers.size === 2) {
    const { x, y, far } = apart(),
      { left, top } = stage.getBoundingClientRect();
    return look((pinch.scale * far) / pinch.far, { x: x - left, y: y - top });
  }
  if (!held || !fingers.has(event.pointerId)) return;
  held.moved ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > 6;
  if (!held.moved) return;
  stage.classList.add("held");
  stage.scrollTo({ left: held.left - event.clientX + held.x, top: held.top - event.clientY + held.y, behavior: "instant" });
  showMap();
});
for (const end of ["pointerup", "pointercancel"])
  addEventListener(end, (event) => {
    fingers.delete(event.pointerId);
    if (fingers.size < 2) pinch = null;
    stage.classList.remove("held");
    const ended = held;
    if (!fingers.size) setTimeout(() => held === ended && (held = null)); // after the click that follows
  });
stage.addEventListener("click", (event) => {
  const card = event.target.closest(".node, .folder");
  if (!card || held?.moved) return;
  pressed(card);
  if (open !== null) boxes.get(open)?.group.focus({ preventScroll: true });
});
stage.addEventListener(
  "wheel",
  (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const { left, top } = stage.getBoundingClientRect();
    look(scale() * (event.deltaY < 0 ? 1.1 : 1 / 1.1), { x: event.clientX - left, y: event.clientY - top });
  },
  { passive: false },
);
stage.addEventListener("scroll", () => layout && showMap());
map.addEventListener("pointerdown", (event) => {
  const { left, top, width, height } = map.getBoundingClientRect(),
    factor = scale();
  stage.scrollTo({
    left: ((event.clientX - left) / width) * layout.width * factor - room.x / 2,
    top: ((event.clientY - top) / height) * layout.height * factor - room.y / 2,
    behavior: "instant",
  });
});

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

// ── on paper: the whole graph in ink, then all steps as a table ────────────────────────────

const ROWS = 3000; // of more steps a table helps nobody
let paper = null; // what the screen showed
addEventListener("beforeprint", () => {
  paper = { at, since, hidden, view, open, dark: isDark(), room: { ...room }, guessing };
  [at, since, hidden, open, guessing] = [END, END, false, null, ""];
  [room.x, room.y] = [1000, Math.max(420, Math.min(660, 1000 * (arrangement.tall / arrangement.wide) + 60))];
  theme(false);
  view = "all";
  arrangement = null;
  fit();
  showStep();
  showCard();
  showGraph();
  const row = (...cells) => element("tr", {}, ...cells.map((text) => element("td", {}, text)));
  const name = (k) => cut(nodes[k].name, 40);
  const table = (caption, heads, lines) =>
    element("table", {}, element("caption", {}, caption), element("thead", {}, element("tr", {}, ...heads.map((text) => element("th", {}, text)))), element("tbody", {}, ...lines));
  const expression = (k) => (nodes[k].formula && !isExpression(k) ? nodes[k].formula.map((part) => (isNode(part) ? nodes[nodes[k].args[part]].name : part)).join("") : nodes[k].op);
  const up = graph.forward.slice(0, ROWS).map((k, i) => row(String(i + 1), name(k), cut(expression(k), 60), signed(run.values[k])));
  const down = steps
    .slice(FORWARD, FORWARD + ROWS)
    .map((step, i) => row(String(FORWARD + i + 1), `${name(step.node)} → ${name(step.arg)}`, signed(step.upstream, 6), signed(step.local, 6), signed(step.contribution, 6), signed(step.after, 6)));
  const rest = END - up.length - down.length;
  $("print").replaceChildren(
    table("Forward", ["step", "node", "is", "value"], up),
    table("Backward", ["step", "edge", "upstream", "× local", "= contribution", "gradient so far"], down),
    ...(rest ? [element("p", {}, `and ${rest.toLocaleString("en")} steps more`)] : []),
  );
});
addEventListener("afterprint", () => {
  if (!paper) return;
  ({ at, since, hidden, view, open, guessing } = paper);
  Object.assign(room, paper.room);
  theme(paper.dark);
  paper = null;
  $("print").replaceChildren();
  arrangement = null;
  fit();
  show();
});

$("passes").style.gridTemplateColumns =
  `minmax(max-content, ${Math.max(FORWARD, 1)}fr) minmax(max-content, ${Math.max(graph.backward.length, 1)}fr)`;
$("size").textContent = `${nodes.length.toLocaleString("en")} nodes, ${END.toLocaleString("en")} steps`;
theme(matchMedia("(prefers-color-scheme: dark)").matches);
const linkedStep = fromLink();
{
  const { width, height } = stage.getBoundingClientRect();
  [room.x, room.y] = [width, height];
}
draw();
go(linkedStep ?? 0);
