// ── the graph ──────────────────────────────────────────────────────────────────────────────

const stage = $("stage"),
  drawing = stage.querySelector("svg");
const SIZE = { name: 14.5, text: 13.5, line: 18, chip: 11.5 };
const LONGEST = 24; // of a longer name a card shows the beginning; the rest is told on hover and focus
const READABLE = 0.75; // the scale at which the type on the cards is easily read
const LEAST = 0.66; // and as small as it may get where that shows all of it
const LARGEST = 2.1;
const MOST_COUNTS = 24; // of more bands the number of edges is not written beside each
const PRESENTER = 1.75;

const pen = document.createElement("canvas").getContext("2d"),
  typeface = getComputedStyle(document.body).fontFamily,
  widths = new Map();
function measured(text, size, weight = 400) {
  const key = `${weight}${text}`;
  if (!widths.has(key)) {
    pen.font = `${weight} 20px ${typeface}`;
    widths.set(key, pen.measureText(text).width / 20);
    if (widths.size > 5000) widths.clear();
  }
  return size * (widths.get(key) ?? [...text].length * 0.6);
}

function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
// Text in no more than that room: what is wider is set smaller, so that no figure is lost.
function write(element, text, room, size, weight = 400) {
  element.textContent = text;
  const wide = measured(text, size, weight);
  element.style.fontSize = wide > room ? `${((size * room) / wide).toFixed(2)}px` : "";
}

const NUMERAL = measured("∇ −0.00913", SIZE.text); // room for a number and its sign
let scene, // cards and lines
  layout, // where they stand
  boxes = new Map(), // by node, what is drawn of it
  folders = new Map(), // by scope
  home = [],
  edges = new Map(); // by id

const nameOf = (k) => cut(shownName(k), LONGEST);
function sized(card, flat) {
  if (card.kind === "chip") {
    card.text = signed(card.x, FEW);
    return Object.assign(card, { width: measured(card.text, SIZE.chip) + 10, height: 13, leaf: "constant", stem: "", number: null, serves: card.k });
  }
  if (card.kind === "group") {
    const [, stem, number] = card.scope.match(/^(.*?)(\d+)( of \d+)?$/) ?? [null, card.scope, null];
    const words = [card.scope, `${card.members.length.toLocaleString("en")} nodes`, "‖∇‖ 0.0012345"];
    return Object.assign(card, { width: Math.max(...words.map((text) => measured(text, SIZE.name, 650))) + 40, height: 70, leaf: "", stem: stem, number: number === null ? null : Number(number), serves: null });
  }
  const node = nodes[card.k],
    name = measured(nameOf(card.k), SIZE.name, 650);
  const [, stem, number] = node.name.match(/^(.*?)(\d+)$/) ?? [null, node.name, null];
  const own = measured(`${nameOf(card.k)} = ${signed(Number(node.value), FEW)}`, SIZE.name, 650),
    one = flat && !node.op; // a leaf on one line, where columns of leaves would be too tall
  const [user] = usersOf[card.k];
  return Object.assign(card, {
    width: (node.op ? Math.max(name, NUMERAL) : one ? own + NUMERAL + 10 : Math.max(own, NUMERAL)) + (node.kind === "input" ? 26 : 20),
    serves: !node.op && usersOf[card.k].length === 1 ? user : null,
    height: one ? 25 : SIZE.line * (node.op ? 3 : 2) + 6,
    leaf: node.op ? "" : node.kind,
    stem,
    number: number === null ? null : Number(number),
    one,
  });
}

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
  const shape = room.x / room.y;
  if (!arrangement || (Math.abs(Math.log(shape / arrangement.shape)) > 0.18 && scene.cards.length < 400))
    arrangement = Object.assign(bestArrangement(), { shape });
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
  const banded = [...edges.values()].filter(({ line }) => line.edges.length > 1);
  for (const { line, curves } of banded.length > MOST_COUNTS ? [] : banded) labelled($("counts"), curves, `${line.edges.length.toLocaleString("en")} edges`, "count");
  counted = obstacles;
  seen = null;
  reachable(stop);
  if (focus) $(focus)?.focus({ preventScroll: true });
}

const rectangle = (box, kind = "box", grow = 0, radius = 8) =>
  svg("rect", {
    class: kind,
    x: (box.x - box.width / 2 - grow).toFixed(1),
    y: (box.y - box.height / 2 - grow).toFixed(1),
    width: (box.width + 2 * grow).toFixed(1),
    height: (box.height + 2 * grow).toFixed(1),
    rx: radius,
  });
const line = (kind, x, y, ...content) => svg("text", { class: kind, x: x.toFixed(1), y: y.toFixed(1) }, ...content);

function chip(card) {
  const box = layout.boxes.get(card.id);
  return svg("g", { class: "chip", id: card.id, "aria-hidden": "true" }, line("", box.x, box.y + 4, card.text));
}

// Round ends for an input, a bar for a parameter, two borders for the output.
function nodeCard({ id, k, one }) {
  const node = nodes[k],
    box = layout.boxes.get(id),
    kind = node.op ? (k === root ? "output" : "") : node.kind;
  const radius = kind === "input" ? box.height / 2 : 8;
  const group = svg("g", { class: "node", id, role: "button", tabindex: -1 }, rectangle(box, "halo", 4, radius + 4), rectangle(box, "box", 0, radius));
  if (kind === "output") group.append(rectangle(box, "inner", -3.5, 5));
  if (kind === "parameter") group.append(rectangle({ x: box.x - box.width / 2 + 5, y: box.y, width: 4, height: box.height - 14 }, "bar", 0, 2));
  const name = svg("tspan", {}, nameOf(k)),
    value = node.op ? line("value", box.x, box.y) : svg("tspan", { class: "value" }),
    grad = line(one ? "grad beside" : "grad", box.x, box.y + 5);
  const head = line(one ? "name beside" : "name", box.x, box.y + 5, name);
  node.op ? group.append(head, value, grad) : (head.append(value), group.append(head, grad));
  if (one) (head.setAttribute("x", box.x - box.width / 2 + 12), grad.setAttribute("x", box.x + box.width / 2 - 8));
  boxes.set(k, { group, head, value, grad, box, one, inner: box.width - (kind === "input" ? 22 : 16), shown: null, state: "" });
  return group;
}
// The lines that have something to say stand in the middle of the card.
function centred(lines, middle) {
  lines.forEach((line, i) => line.setAttribute("y", (middle + 5 + SIZE.line * (i - (lines.length - 1) / 2)).toFixed(1)));
}
function folder(card) {
  const box = layout.boxes.get(card.id),
    left = box.x - box.width / 2,
    top = box.y - box.height / 2;
  const group = svg("g", { class: "folder", id: card.id, role: "button", tabindex: -1, "data-scope": card.scope });
  const lines = ["name", "size", "made"].map((kind, i) => line(kind, box.x, top + 20 + 17 * i, kind === "name" ? cut(card.scope, 40) : ""));
  group.append(rectangle(box, "halo", 4, 8), svg("path", { class: "tab", d: `M${left + 6},${top}v-5q0-3 3-3h34q3 0 3 3v5` }), rectangle(box, "box", 0, 4), ...lines);
  const bar = rectangle({ ...box, y: top + box.height - 4, height: 5, x: left, width: 0 }, "progress", 0, 2);
  group.append(bar);
  const numbers = card.members.flatMap((k) => [computedAt[k], ...paidBy[k]].filter(Boolean)).sort((a, b) => a - b);
  folders.set(card.scope, { group, card, lines, bar, box, numbers, shown: null, state: "" });
  return group;
}

function showNode(k) {
  const box = boxes.get(k);
  if (!box) return;
  const step = current(),
    node = nodes[k],
    value = isComputed(k) ? signed(run.values[k], FEW) : "";
  const { adjoint, waiting } = adjointOf(k);
  const grad = adjoint === null ? "" : `∇ ${signed(adjoint, FEW)}${waiting ? " + …" : ""}`;
  const role =
    step?.pass === "up" && step.node === k
      ? "now up"
      : step?.pass === "down" && step.arg === k
        ? "now down"
        : step?.node === k
          ? "from"
          : "";
  const changed = leaves.has(k) ? " changed" : "";
  const off = only && !only.on.has(k) ? " off" : "";
  const state = `node ${node.op ? (k === root ? "output" : "computed") : node.kind} ${role}${value ? "" : " idle"}${open === k ? " open" : ""}${changed}${off}`;
  if (state !== box.state) box.group.setAttribute("class", (box.state = state));
  if (value + grad === box.shown) return;
  box.shown = value + grad;
  if (node.op) write(box.value, value, box.inner, SIZE.text);
  else box.value.textContent = ` = ${value}`;
  const left = box.one && grad ? box.inner - NUMERAL - 4 : box.inner,
    wide = node.op ? 0 : measured(`${nameOf(k)} = ${value}`, SIZE.name, 650);
  box.head.style.fontSize = wide > left ? `${((SIZE.name * left) / wide).toFixed(2)}px` : "";
  write(box.grad, grad, box.one ? NUMERAL : box.inner, SIZE.text);
  if (!box.one) centred([box.head, ...(node.op && value ? [box.value] : []), ...(grad ? [box.grad] : [])], box.box.y);
  const said = [node.kind ?? (k === root ? "output" : "computed")];
  if (node.op) said[0] += ` by ${node.op} from ${and(node.args.slice(0, 6).map((arg) => (isNode(arg) ? cut(nodes[arg].name, 30) : signed(Number(arg), FEW))), node.args.length - 6)}`;
  said.push(value ? `value ${value}` : "value not computed yet");
  said.push(grad ? `gradient ${signed(adjoint, FEW)}${waiting ? `, waits for ${waiting} more` : ""}` : "gradient not computed yet");
  box.group.setAttribute("aria-label", `${cut(node.name, 80)}: ${said.join(", ")}`);
}
const and = (words, more = 0) => {
  const all = more > 0 ? [...words, `${more.toLocaleString("en")} more`] : words;
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
};
function showFolder(scope) {
  const { group, card, lines, bar, box, numbers, ...held } = folders.get(scope),
    step = current();
  const inside = (k) => k !== undefined && home[k] === scope;
  const done = below(numbers, at),
    share = numbers.length ? done / numbers.length : 1;
  const role = inside(step?.node) ? (step.pass === "up" ? " now up" : " now down") : step?.pass === "down" && inside(step.arg) ? " now down" : "";
  const state = `folder${role}${done ? "" : " idle"}${only && !card.members.some((k) => only.on.has(k)) ? " off" : ""}`;
  if (state !== held.state) group.setAttribute("class", (folders.get(scope).state = state));
  const parameters = card.members.filter((k) => nodes[k].kind === "parameter");
  write(lines[0], cut(scope, 40), box.width - 20, SIZE.name, 650);
  const size = `${card.members.length.toLocaleString("en")} nodes`;
  write(lines[1], parameters.length ? `${size}, ${parameters.length.toLocaleString("en")} weights` : size, box.width - 20, SIZE.text);
  const complete = done === numbers.length && at >= Math.max(FORWARD, card.paid);
  const told = complete && parameters.length
    ? `‖∇‖ ${signed(Math.hypot(...parameters.map((k) => gradientOf(steps, k))), FEW)}`
    : numbers.length
      ? `${done.toLocaleString("en")} of ${numbers.length.toLocaleString("en")} steps`
      : "";
  write(lines[2], told, box.width - 20, SIZE.text);
  lines[2].classList.toggle("g", complete);
  bar.setAttribute("width", (box.width * share).toFixed(1));
  bar.setAttribute("x", (box.x - box.width / 2).toFixed(1));
  group.setAttribute("aria-label", `${cut(scope, 80)}, folded: ${lines[1].textContent}; ${told || "nothing to compute"}. Press to open it.`);
}
// How many of these sorted numbers are at most that.
function below(numbers, most) {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    numbers[middle] <= most ? (low = middle + 1) : (high = middle);
  }
  return low;
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
  }
  seen = { at, run, open, only, known: known() };
}

// ── words beside lines ─────────────────────────────────────────────────────────────────────

let obstacles = null, // what no word may lie on
  counted = null;
const sampled = (curves, count = 14) =>
  curves.flatMap(([ax, ay, bx, by, cx, cy, dx, dy]) =>
    Array.from({ length: count + 1 }, (_, i) => {
      const t = i / count,
        s = 1 - t;
      return [s * s * s * ax + 3 * s * s * t * bx + 3 * s * t * t * cx + t * t * t * dx, s * s * s * ay + 3 * s * s * t * by + 3 * s * t * t * cy + t * t * t * dy];
    }),
  );

// A word beside its line, where it covers no card, no other word and not the line itself, and few other lines.
function labelled(layer, curves, text, kind) {
  const size = kind === "local" ? 14 : 11.5,
    wide = measured(text, size, 600) / 2 + 3,
    high = size / 2 + 1;
  obstacles ??= [...layout.boxes.values()].map((box) => [box.x - box.width / 2, box.y - box.height / 2, box.x + box.width / 2, box.y + box.height / 2]);
  const own = sampled(curves, 48),
    ends = [own[0], own.at(-1)];
  const others = [];
  for (const edge of edges.values()) if (edge.curves !== curves) others.push(edge);
  const inside = ([x, y], [a, b, c, d], by) => x > a - by && x < c + by && y > b - by && y < d + by;
  const cost = (x, y) => {
    const area = [x - wide, y - high, x + wide, y + high];
    let sum = 0;
    if (area[0] < 2 || area[1] < 2 || area[2] > layout.width - 2 || area[3] > layout.height - 2) sum += 5000;
    for (const [a, b, c, d] of obstacles) if (area[0] < c + 3 && area[2] > a - 3 && area[1] < d + 3 && area[3] > b - 3) sum += 1000;
    for (const point of own) if (inside(point, area, kind === "local" ? 3.5 : 5)) sum += 14;
    for (const point of ends) if (inside(point, area, 12)) sum += 300;
    return sum;
  };
  const crowded = (x, y) => {
    const area = [x - wide, y - high, x + wide, y + high];
    let sum = 0;
    for (const { curves } of others)
      for (const curve of curves) {
        const low = Math.min(curve[1], curve[7]),
          up = Math.max(curve[1], curve[7]);
        if (curve[6] < area[0] || curve[0] > area[2] || up < area[1] || low > area[3]) continue;
        if (sampled([curve], 8).some((point) => inside(point, area, 1))) sum += 6;
      }
    return sum;
  };
  let best = null;
  const gaps = curves.filter((curve) => curve[6] - curve[0] > 30);
  search: for (const lift of [0, 6, 12, 20, 30, 42, 58, 80, 110])
    for (const curve of (gaps.length ? gaps : curves).slice().reverse())
      for (const share of [0.5, 0.35, 0.65, 0.2, 0.8]) {
        const [px, py] = sampled([curve], 20)[Math.round(share * 20)];
        for (const side of [-1, 1])
          for (const shift of [0, -wide * 0.7, wide * 0.7, -wide * 1.3, wide * 1.3]) {
            const [x, y] = [px + shift, py + side * (high + 5 + lift)];
            const hard = cost(x, y);
            if (best && hard >= best.sum) continue;
            const sum = hard + lift * 0.35 + Math.abs(share - 0.5) * 6 + Math.abs(shift) * 0.1 + crowded(x, y);
            if (!best || sum < best.sum) best = { x, y, sum };
            if (sum < 4) break search;
          }
      }
  layer.append(svg("text", { class: kind, x: best.x.toFixed(1), y: (best.y + size * 0.36).toFixed(1) }, text));
  obstacles = [...obstacles, [best.x - wide, best.y - high, best.x + wide, best.y + high]];
}

// ── the window on the graph ────────────────────────────────────────────────────────────────

const boxOf = (k) => layout.boxes.get(home[k] === null ? `n${k}` : (folders.get(home[k])?.card.id ?? ""));
const edgesOfBox = ({ x, y, width, height }) => ({ left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 });

// What the step is about comes into view, both ends of the edge where there is room for them.
function follow(wanted = null) {
  if (!layout) return;
  const step = current(),
    factor = scale(),
    margin = 20;
  const targets = (wanted ?? (step ? [step.arg ?? step.node, step.node] : [root])).map((k) => boxOf(k)).filter(Boolean).map(edgesOfBox);
  if (targets.length) {
    let area = targets[0];
    for (const other of targets.slice(1)) {
      const both = {};
      for (const low of ["left", "top"]) both[low] = Math.min(area[low], other[low]);
      for (const high of ["right", "bottom"]) both[high] = Math.max(area[high], other[high]);
      if ((both.right - both.left) * factor + 2 * margin <= room.x && (both.bottom - both.top) * factor + 2 * margin <= room.y) area = both;
    }
    const shift = (from, to, seen, have, whole) => {
      if (whole * factor <= have + 1) return 0;
      const low = from * factor - margin,
        high = to * factor + margin;
      return low >= seen && high <= seen + have ? seen : (low + high - have) / 2;
    };
    stage.scrollTo({
      left: shift(area.left, area.right, stage.scrollLeft, room.x, layout.width),
      top: shift(area.top, area.bottom, stage.scrollTop, room.y, layout.height),
      behavior: "instant",
    });
  }
  showMap();
}
function look(at, around = null) {
  const old = scale();
  const held = around ?? { x: room.x / 2, y: room.y / 2 };
  const point = { x: (stage.scrollLeft + held.x) / old, y: (stage.scrollTop + held.y) / old };
  const anew = view === "all" || at === "all" || at === "fit";
  view = typeof at === "number" ? Math.max(0.05, Math.min(5, at)) : at;
  document.documentElement.classList.toggle("presenter", view === "presenter");
  if (anew) fit();
  else resize();
  if (typeof view === "number") stage.scrollTo({ left: point.x * scale() - held.x, top: point.y * scale() - held.y, behavior: "instant" });
  show();
}

// A small map of all of it, where not all is seen: it stands in the head of the page and covers nothing.
const map = $("map");
function showMap() {
  const factor = scale(),
    whole = layout.width * factor <= room.x + 2 && layout.height * factor <= room.y + 2;
  map.hidden = whole;
  if (whole) return;
  const ratio = Math.min(132 / layout.width, 44 / layout.height),
    sharp = devicePixelRatio || 1;
  const [w, h] = [Math.max(24, layout.width * ratio), Math.max(14, layout.height * ratio)];
  map.style.width = `${w}px`;
  map.style.height = `${h}px`;
  [map.width, map.height] = [w * sharp, h * sharp];
  const brush = map.getContext("2d"),
    style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  brush.scale(ratio * sharp, ratio * sharp);
  for (const [id, box] of layout.boxes) {
    const now = drawing.querySelector(`#${id}.now`);
    brush.fillStyle = now ? colour(now.classList.contains("up") ? "--value" : "--grad") : colour("--edge");
    const grow = now ? 8 : 0;
    brush.fillRect(box.x - box.width / 2 - grow, box.y - box.height / 2 - grow, box.width + 2 * grow, box.height + 2 * grow);
  }
  brush.strokeStyle = colour("--focus");
  brush.lineWidth = 2 / ratio;
  brush.strokeRect(stage.scrollLeft / factor, stage.scrollTop / factor, Math.min(layout.width, room.x / factor), Math.min(layout.height, room.y / factor));
}
