// ── the graph ──────────────────────────────────────────────────────────────────────────────

const READABLE = 0.75; // the scale at which the type on the cards is easily read
const LEAST = 0.5; // and as small as it may get where that shows all of it
const LARGEST = 2.1;
const THIN = 20; // of a band that is so many times thinner than another the number of edges is not written
const MOST_COUNTS = 24; // of more bands the number of edges is not written beside each
const PRESENTER = 1.75;

let scene, // cards and lines
  layout, // where they stand
  boxes = new Map(), // by node, what is drawn of it
  folders = new Map(), // by scope
  home = [],
  edges = new Map(); // by id

// Draws all of it anew, as after a scope was opened or closed.
function draw() {
  home = homes();
  scene = composed(home);
  stage.classList.toggle("empty", !scene.cards.length);
  arrangement = null;
  fit();
}

let arrangement = null, // the order and heights of the cards, and the window they were found for
  view = "fit"; // or "all", or "presenter", or a scale that the reader chose
const room = { x: 0, y: 0 }; // the window on the graph

// Leaves stand on two lines, or on one where that makes all of it larger.
function bestArrangement() {
  const made = (flat) => {
    scene.cards.forEach((card) => sized(card, flat));
    return Object.assign(arrange(scene.cards, scene.lines, room), { flat });
  };
  const two = made(false);
  if (two.scale >= 1.1) return two;
  const one = made(true);
  if (one.scale > two.scale * 1.1) return one;
  scene.cards.forEach((card) => sized(card, false));
  return two;
}

// The layout for this window, and the scale it is shown at.
function fit() {
  if (!room.x || !room.y) return;
  const { x, y } = arrangement?.room ?? {},
    other = Math.max(Math.abs(Math.log(room.x / x)), Math.abs(Math.log(room.y / y))) > 0.1;
  if (!arrangement || (other && scene.cards.length < 400)) arrangement = Object.assign(bestArrangement(), { room: { ...room } });
  const whole = Math.min(room.x / (arrangement.wide + 24), room.y / (arrangement.tall + 24), LARGEST);
  layout = stretched(arrangement, room, whole >= LEAST || view === "all" ? whole : READABLE);
  layout.whole = Math.min(room.x / layout.width, room.y / layout.height, LARGEST);
  paint();
  resize();
}
function scale() {
  if (typeof view === "number") return view;
  if (view === "all") return layout.whole;
  if (view === "presenter") return Math.max(layout.whole, PRESENTER);
  return layout.whole >= LEAST ? layout.whole : READABLE;
}
function resize() {
  const factor = scale();
  drawing.style.width = `${Math.floor(layout.width * factor)}px`;
  drawing.style.height = `${Math.floor(layout.height * factor)}px`;
  stage.classList.toggle("far", factor < 0.45);
}

const trace = (curves) => curves.map((c, i) => `${i ? "" : `M${c[0].toFixed(1)},${c[1].toFixed(1)}`}C${c.slice(2).map((x) => x.toFixed(1)).join(" ")}`).join("");

function paint() {
  drawing.setAttribute("viewBox", `0 0 ${layout.width} ${layout.height}`);
  const [bands, lines, cards] = ["bands", "lines", "cards"].map((name) => $(name));
  const focus = document.activeElement?.closest?.("#stage .node, #stage .folder")?.id;
  edges = new Map();
  const drawn = scene.lines.map((line) => {
    const curves = layout.paths.get(line.id),
      path = svg("path", { class: "edge", id: line.id, d: trace(curves) });
    if (line.band) path.style.strokeWidth = Math.min(14, 1.5 + 1.6 * Math.log2(line.edges.length));
    edges.set(line.id, { line, path, curves, state: "" });
    return path;
  });
  bands.replaceChildren(...drawn.filter((_, i) => scene.lines[i].band));
  lines.replaceChildren(...drawn.filter((_, i) => !scene.lines[i].band));
  boxes = new Map();
  folders = new Map();
  cards.replaceChildren(...scene.cards.map((card) => (card.kind === "chip" ? chip(card) : card.kind === "group" ? folder(card) : nodeCard(card))));
  $("counts").replaceChildren();
  obstacles = null;
  const most = Math.max(1, ...scene.lines.map((line) => line.edges.length));
  const banded = [...edges.values()].filter(({ line }) => line.edges.length > Math.max(1, most / THIN));
  for (const { line, curves } of banded.length > MOST_COUNTS ? [] : banded) labelled($("counts"), curves, `${line.edges.length.toLocaleString("en")} edges`, "count");
  counted = obstacles;
  seen = null;
  reachable(stop);
  if (focus) $(focus)?.focus({ preventScroll: true });
}
function showEdge(id) {
  const edge = edges.get(id),
    step = current();
  if (!edge) return;
  const { line } = edge;
  const [[k, i]] = line.edges;
  const here = line.band
    ? step && (step.pass === "up" ? [...(scene.through[step.node]?.values() ?? [])].includes(id) : scene.through[step.node]?.get(step.position) === id)
    : step?.node === k && (step.pass === "up" || step.position === i);
  const paid = (line.band ? line.paid : paidBy[k][i]) <= at,
    done = (line.band ? line.done : computedAt[k]) <= at;
  const constant = !isNode(nodes[k].args[i]);
  const off = only && !line.edges.some(([k, i]) => only.on.has(k) && only.on.has(nodes[k].args[i]));
  const state = `edge ${constant ? "constant " : paid ? "paid" : done ? "done" : ""}${line.band ? " band" : ""}${off ? " off" : ""}`;
  const shown = `${state}${here ? ` now ${step.pass}` : ""}`;
  if (shown !== edge.state) edge.path.setAttribute("class", (edge.state = shown));
  if (!here) return;
  const copy = edge.path.cloneNode();
  copy.removeAttribute("id");
  $("lit").append(copy);
  if (step.pass === "down" && !line.band) labelled($("labels"), edge.curves, `× ${signed(step.local, FEW)}`, "local");
}
const edgeIds = (k) =>
  nodes[k].args?.flatMap((arg, i) => (home[k] === null && (!isNode(arg) || home[arg] === null) ? [`e${k}_${i}`] : [])) ?? [];
const bandsOf = (k) => new Set(scene.through[k]?.values());

// What a step, taken or taken back, changes lies around its node; after anything else all is looked at.
let seen = null; // what the graph shows: the step, the numbers, the open node
function showGraph() {
  if (!layout) return;
  const same = seen && seen.run === run && Math.abs(seen.at - at) <= 1 && seen.only === only && seen.known === seen.at && known() === at;
  $("labels").replaceChildren();
  $("lit").replaceChildren();
  obstacles = counted;
  if (same) {
    const around = new Set([seen.at, at].flatMap((number) => steps[number - 1]?.node ?? []));
    for (const k of around) for (const id of [...edgeIds(k), ...bandsOf(k)]) showEdge(id);
    const beside = [...around].flatMap((k) => [k, ...(nodes[k].args?.filter(isNode) ?? [])]);
    for (const k of new Set([...beside, seen.open ?? root, open ?? root, root])) showNode(k);
    for (const scope of new Set(beside.map((k) => home[k]).filter(Boolean))) showFolder(scope);
  } else {
    for (const id of edges.keys()) showEdge(id);
    for (const k of boxes.keys()) showNode(k);
    for (const scope of folders.keys()) showFolder(scope);
    for (const { id, kind, k } of scene.cards) if (kind === "chip") $(id).classList.toggle("off", Boolean(only) && !only.on.has(k));
  }
  seen = { at, run, open, only, known: known() };
}
