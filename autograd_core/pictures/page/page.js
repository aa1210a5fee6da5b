// Steps through the forward and the backward pass of the graph that the page carries.
"use strict";

const graph = JSON.parse(document.getElementById("graph").textContent);
const { nodes, root } = graph;
const DIGITS = 9,
  FEW = 4; // figures in the arithmetic, and on the graph
const seed = Number(graph.seed);
const isNode = (arg) => typeof arg === "number"; // an argument is the number of a node, or a constant as text
const $ = (id) => document.getElementById(id);

// ── the two sweeps ─────────────────────────────────────────────────────────────────────────

// Values and local partials as they were recorded.
const recorded = () => ({
  values: nodes.map((node) => Number(node.value)),
  partials: nodes.map((node) => node.partials?.map((partial) => (partial === null ? null : Number(partial)))),
});

// The same, worked out afresh from the values of the leaves.
function evaluated(leaves) {
  const values = [],
    partials = [];
  nodes.forEach((node, k) => {
    if (node.op) [values[k], partials[k]] = rows[node.row](node.args.map((arg) => (isNode(arg) ? values[arg] : Number(arg))));
    else values[k] = leaves.get(k) ?? Number(node.value);
  });
  return { values, partials };
}

// Every step of both passes: a forward step computes a node, a backward step makes one contribution.
function passes({ values, partials }) {
  const steps = graph.forward.map((node) => ({ pass: "up", node, value: values[node] }));
  const adjoint = [],
    waiting = nodes.map(() => 0);
  adjoint[root] = seed;
  for (const [node, position] of graph.backward) waiting[nodes[node].args[position]]++;
  for (const [node, position] of graph.backward) {
    const arg = nodes[node].args[position],
      upstream = adjoint[node],
      local = partials[node][position];
    const contribution = upstream * local,
      before = adjoint[arg],
      after = before === undefined ? contribution : before + contribution;
    adjoint[arg] = after;
    steps.push({ pass: "down", node, position, arg, upstream, local, contribution, before, after, waiting: --waiting[arg] });
  }
  return steps;
}

const computedAt = nodes.map(() => 0); // the step that computes a node; a leaf is there from the start
graph.forward.forEach((node, i) => (computedAt[node] = i + 1));
const paidAt = nodes.map(() => []),
  paidBy = nodes.map(() => []); // the steps that contribute to a node, and along its edges
graph.backward.forEach(([node, position], i) => {
  paidBy[node][position] = graph.forward.length + i + 1;
  paidAt[nodes[node].args[position]].push(paidBy[node][position]);
});
const FORWARD = graph.forward.length,
  END = FORWARD + graph.backward.length;

// ── what the reader sees ───────────────────────────────────────────────────────────────────

const leaves = new Map(); // the values that the reader has changed
let run = recorded(),
  steps = passes(run);
let at = 0; // so many steps have been taken
let open = null; // the node that is explained
let guessing = false,
  hidden = false,
  score = { right: 0, asked: 0 };
let timer = null;

const current = () => steps[at - 1];
const known = () => (hidden ? at - 1 : at); // what a guess is asked for is not known yet
const isComputed = (k) => computedAt[k] <= at;

// The adjoint of a node so far, or null, and how many contributions it waits for.
function adjointOf(k) {
  const came = paidAt[k].findLastIndex((number) => number <= known()) + 1;
  if (came) return { adjoint: steps[paidAt[k][came - 1] - 1].after, waiting: paidAt[k].length - came };
  return { adjoint: k === root && at >= FORWARD ? seed : null, waiting: paidAt[k].length };
}

function go(step) {
  at = Math.max(0, Math.min(END, step));
  hidden = guessing && current()?.pass === "down";
  show();
}

// ── writing ────────────────────────────────────────────────────────────────────────────────

// A number to so many significant figures; zeros at the end are kept where they are figures of a longer number.
function numeral(x, digits = DIGITS) {
  if (!Number.isFinite(x)) return x !== x ? "nan" : x > 0 ? "inf" : "-inf";
  if (x === 0) return Object.is(x, -0) ? "-0" : "0";
  const [mantissa, exponent] = rounded(Math.abs(x), digits).split("e"),
    power = Number(exponent),
    figures = mantissa.replace(".", "");
  const far = power < -4 || power >= digits,
    point = far ? 1 : power + 1;
  const whole = point > 0 ? figures.slice(0, point) : "0",
    fraction = "0".repeat(Math.max(0, -point)) + figures.slice(Math.max(0, point));
  const tail = far ? `e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}` : "",
    minus = x < 0 ? "-" : "";
  const joined = (fraction) => minus + whole + (fraction && `.${fraction}`) + tail,
    short = joined(fraction.replace(/0+$/, ""));
  return Number(short) === x ? short : joined(fraction);
}
function rounded(x, digits) {
  // toExponential, but ties go to the even figure, as in Python
  const up = x.toExponential(digits - 1),
    exact = x.toExponential(60);
  const [, kept, rest] = exact.match(new RegExp(`^(-?\\d${digits > 1 ? `\\.\\d{${digits - 1}}` : ""})\\.?(\\d*)e`));
  return /^50*$/.test(rest) && Number(kept.at(-1)) % 2 === 0 ? kept + exact.slice(exact.indexOf("e")) : up;
}
const signed = (x, digits) => numeral(x, digits).replace("-", "−");
const exact = (x) => String(x).replace("-", "−").replace("Infinity", "inf").replace("NaN", "nan"); // every figure there is
const cut = (text, most) => ([...text].length <= most ? text : `${[...text].slice(0, most - 1).join("")}…`);

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}
const math = (tag, ...children) => {
  const [name, kind] = tag.split("."),
    made = document.createElementNS("http://www.w3.org/1998/Math/MathML", name);
  if (kind) made.setAttribute("class", kind);
  made.append(...children);
  return made;
};
function sign(text) {
  const made = math("mo", text);
  if (text === "(" || text === ")")
    for (const name of ["lspace", "rspace", "stretchy"]) made.setAttribute(name, name === "stretchy" ? "false" : "0");
  return made;
}
const figure = (x, kind) => math(kind ? `mn.${kind}` : "mn", signed(x));

// A name in a sentence; what is cut shows on hover and focus.
function called(k, most = 28) {
  const { name } = nodes[k],
    short = cut(name, most);
  return short === name ? element("bdi", {}, name) : element("bdi", { "data-full": name, tabindex: 0 }, short);
}

// A name in a formula: net_h1 with its subscript; what is named by its expression as that.
function symbol(k) {
  const { name } = nodes[k],
    [, stem, below] = name.match(/^(\p{L}+)_?(\w*)$/u) ?? [];
  if (isExpression(k)) return typeset(nodes[k].formula, inNames(k));
  if (!stem || name.length > 22) return math("mtext", cut(name, 22));
  return below ? math("msub", math("mi", stem), math(/^\d+$/.test(below) ? "mn" : "mi", below)) : math("mi", stem);
}
const isExpression = (k) =>
  nodes[k].formula?.map((part) => (isNode(part) ? nodes[nodes[k].args[part]].name : part)).join("") === nodes[k].name;
const isWord = (k) => /^[\p{L}\d_.#[\]']+$/u.test(nodes[k].name);
const differential = (k) => math("mrow", sign("∂"), ...(isWord(k) ? [symbol(k)] : [sign("("), symbol(k), sign(")")]));
const derivative = (y, x) => math("mfrac", differential(y), differential(x));

// A formula with marks, typeset; `put` gives what stands at a mark.
function typeset(template, put) {
  const levels = [[]];
  let raised = false;
  const add = (piece) => {
    const row = levels.at(-1);
    row.push(raised ? math("msup", row.pop(), piece) : piece);
    raised = false;
  };
  const words = /\s*(\d+(?:\.\d+)?(?:e[-+]?\d+)?|[\p{L}_]\w*|[<>=!]=|\S)/gu;
  template.forEach((part, i) => {
    if (isNode(part)) {
      const before = (template[i - 1] ?? "").trimEnd().slice(-1),
        after = (template[i + 1] ?? "").trimStart().slice(0, 1);
      return add(put(part, !"(,".includes(before) || after === "^"));
    }
    for (const [, word] of part.matchAll(words)) {
      if (word === "^") raised = true;
      else if (word === "(") (levels.push([raised, sign("(")]), (raised = false));
      else if (word === ")" && levels.length > 1) {
        const [was, ...row] = levels.pop();
        raised = was;
        add(math("mrow", ...row, sign(")")));
      } else if (/^\d/.test(word)) add(math("mn", word));
      else if (["where", "else", "and", "or"].includes(word)) add(math("mtext", `\u00a0${word}\u00a0`));
      else if (/^[\p{L}_]/u.test(word)) add(math("mi", word));
      else add(sign({ "*": "·", "-": "−", "<=": "≤", ">=": "≥", "!=": "≠" }[word] ?? word));
    }
  });
  return math("mrow", ...levels.flat().filter((piece) => piece instanceof Node));
}
// The formula of a node in names, or in numbers; -1 marks the node itself.
const inNames = (k) => (i) => symbol(i < 0 ? k : nodes[k].args[i]);
const inNumbers = (k) => (i, brackets) => {
  const x = run.values[i < 0 ? k : nodes[k].args[i]];
  return brackets && (x < 0 || Object.is(x, -0)) ? math("mrow", sign("("), figure(x), sign(")")) : figure(x);
};
const depends = (template) => template.some((part) => isNode(part));

// ── the graph ──────────────────────────────────────────────────────────────────────────────

const stage = $("stage"),
  drawing = stage.querySelector("svg");
const boxes = nodes.map((_, k) => {
  const group = $(`n${k}`),
    [value, grad] = group.querySelectorAll(".value, .grad");
  return { group, value, grad, shown: null, state: "" };
});
const edges = new Map([...drawing.querySelectorAll(".edge")].map((path) => [path.id, { path, state: "" }]));
const edgesOf = nodes.map((node, k) => node.args?.map((_, i) => edges.get(`e${k}_${i}`)) ?? []); // none to a constant that is not drawn
const labels = $("labels"),
  lit = $("lit"); // what stands above the other edges: the number of the current one, and itself

function showNode(k) {
  const step = current(),
    node = nodes[k],
    box = boxes[k],
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
  const state = `node ${node.op ? (k === root ? "output" : "computed") : node.kind} ${role}${value ? "" : " idle"}${open === k ? " open" : ""}`;
  if (state !== box.state) box.group.setAttribute("class", (box.state = state));
  if (value + grad === box.shown) return;
  box.shown = value + grad;
  box.value.textContent = node.op ? value || "·" : ` = ${value}`;
  box.value.classList.toggle("none", !value);
  box.grad.textContent = grad || "·";
  box.grad.classList.toggle("none", !grad);
  const said = [node.kind ?? (k === root ? "output" : "computed"), value ? `value ${value}` : "value not computed yet"];
  said.push(grad ? `gradient ${signed(adjoint, FEW)}${waiting ? `, waits for ${waiting} more` : ""}` : "gradient not computed yet");
  box.group.setAttribute("aria-label", `${cut(node.name, 80)}: ${said.join(", ")}`);
}

function showEdge(k, position) {
  const step = current(),
    edge = edgesOf[k][position],
    here = step?.node === k && (step.pass === "up" || step.position === position);
  if (!edge) return;
  const past = paidBy[k][position] <= at ? "paid" : isComputed(k) ? "done" : "",
    state = `edge ${past}${here ? ` now ${step.pass}` : ""}`;
  if (state !== edge.state) edge.path.setAttribute("class", (edge.state = state));
  if (here) lit.append(copy(edge.path));
  if (here && step.pass === "down") label(edge.path, `× ${signed(step.local, FEW)}`);
}

// What a step, taken or taken back, changes lies around its node; after anything else all is looked at.
let seen = null; // what the graph shows: the step, the numbers, the open node
function showGraph() {
  const same = seen && seen.run === run && Math.abs(seen.at - at) <= 1;
  const around = same ? new Set([seen.at, at].flatMap((number) => steps[number - 1]?.node ?? [])) : [...nodes.keys()];
  labels.replaceChildren();
  lit.replaceChildren();
  for (const k of around) nodes[k].args?.forEach((_, position) => showEdge(k, position));
  const beside = [...around].flatMap((k) => [k, ...(nodes[k].args?.filter(isNode) ?? [])]);
  for (const k of new Set([...beside, seen?.open ?? root, open ?? root, root])) showNode(k);
  seen = { at, run, open };
}

function copy(path) {
  const made = path.cloneNode();
  made.removeAttribute("id");
  return made;
}

// The number that an edge multiplies by stands beside its middle, or where it covers no box.
function label(path, text) {
  const numbers = path
      .getAttribute("d")
      .match(/-?[\d.]+/g)
      .map(Number),
    curves = (numbers.length - 2) / 6,
    wide = 4.2 * text.length;
  const at = (share, i) => {
    const from = Math.min(Math.floor(share * curves), curves - 1),
      t = share * curves - from;
    const [a, b, c, d] = [0, 2, 4, 6].map((k) => numbers[6 * from + k + i]);
    return (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t * t * (1 - t) * c + t ** 3 * d;
  };
  const tried = [0.5, 0.4, 0.6, 0.3, 0.7].flatMap((share) => [
    [at(share, 0), at(share, 1) - 8],
    [at(share, 0), at(share, 1) + 18],
  ]);
  const covers = ([x, y]) => places.some((box) => x + wide > box.left && x - wide < box.right && y + 3 > box.top && y - 12 < box.bottom);
  const [x, y] = tried.find((place) => !covers(place)) ?? tried[0];
  const made = document.createElementNS("http://www.w3.org/2000/svg", "text");
  for (const [name, value] of Object.entries({ class: "local", x, y })) made.setAttribute(name, value);
  made.textContent = text;
  labels.append(made);
}

// Zoom and place: all of it where that can be read, else what the step is about.
const READABLE = 0.75;
const [, , width, height] = drawing.getAttribute("viewBox").split(" ").map(Number);
const room = { x: 0, y: 0 },
  corner = { x: 0, y: 0 }; // the size of the window on the graph, and how far it is scrolled
let zoom = null; // what the reader chose

function scale() {
  const fit = Math.min(room.x / width, room.y / height, 1.6);
  return zoom ?? Math.max(fit, READABLE);
}
function resize() {
  const factor = scale();
  drawing.style.width = `${Math.floor(width * factor)}px`;
  drawing.style.height = `${Math.floor(height * factor)}px`;
}
// The edges of each box, in the units of the drawing.
const places = boxes.map(({ group }) => {
  const [x, y, width, height] = group.dataset.box.split(" ").map(Number);
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
});
function follow() {
  const step = current(),
    factor = scale(),
    margin = 24;
  const wanted = step ? [step.arg ?? step.node, step.node] : [root];
  let area = places[wanted[0]];
  for (const k of wanted.slice(1)) {
    const other = places[k],
      both = {};
    for (const low of ["left", "top"]) both[low] = Math.min(area[low], other[low]);
    for (const high of ["right", "bottom"]) both[high] = Math.max(area[high], other[high]);
    if ((both.right - both.left) * factor + 2 * margin <= room.x && (both.bottom - both.top) * factor + 2 * margin <= room.y) area = both;
  }
  const shift = (from, to, seen, have) => {
    const low = from * factor - margin,
      high = to * factor + margin;
    return low >= seen && high <= seen + have ? seen : (low + high - have) / 2;
  };
  const left = shift(area.left, area.right, corner.x, room.x),
    top = shift(area.top, area.bottom, corner.y, room.y);
  if (left !== corner.x || top !== corner.y) stage.scrollTo({ left, top, behavior: "instant" });
}
function zoomTo(factor) {
  zoom = factor && Math.max(0.05, Math.min(4, factor));
  resize();
  follow();
}

// ── this step ──────────────────────────────────────────────────────────────────────────────

const pass = (kind, text) => element("span", { class: `pass ${kind}` }, text);
const names = (list) => list.flatMap((k, i) => [i ? (i === list.length - 1 ? " and " : ", ") : "", called(k)]);

function showStep() {
  const step = current(),
    panel = $("now");
  panel.className = step?.pass ?? "";
  panel.replaceChildren(...(step ? (step.pass === "up" ? forwardPanel(step) : backwardPanel(step)) : startPanel()));
}

function startPanel() {
  const count = (n, one) => `${n.toLocaleString("en")} ${one}${n === 1 ? "" : "s"}`;
  return [
    element("p", { class: "said" }, pass("rest", "Start"), "The leaves have their values; nothing else is known yet."),
    element(
      "p",
      { class: "whole" },
      `The forward pass computes ${count(FORWARD, "node")}, arguments first. Then the backward pass sends the `,
      "gradient of ",
      called(root),
      ` back along every edge: ${count(graph.backward.length, "contribution")}.`,
    ),
    element("p", { class: "soft whole" }, "→ takes a step, space plays, and a click on a node explains it."),
  ];
}

function forwardPanel(step) {
  const { node } = step,
    { op, args, formula } = nodes[node],
    used = [...new Set(args.filter(isNode))];
  const lines = [];
  if (!formula) lines.push(math("mtext", `${op} of ${args.length.toLocaleString("en")} numbers`));
  else if (!isExpression(node)) lines.push(typeset(formula, inNames(node)));
  if (formula && depends(formula)) lines.push(typeset(formula, inNumbers(node)));
  lines.push(figure(step.value, "result"));
  const from = used.length <= 6 ? names(used) : [`${used.length} nodes`];
  return [
    element("p", { class: "said" }, pass("up", "Forward"), element("b", {}, called(node)), ` is computed by ${op} from `, ...from, "."),
    element("div", { class: "sum" }, math("math", equations(symbol(node), lines))),
    element("div", { class: "side" }, element("h2", {}, "Local partials, kept for the way back"), partialsOf(node)),
  ];
}
const spacious = (...rows) => {
  const made = math("mtable", ...rows);
  made.setAttribute("displaystyle", "true");
  return made;
};
// One thing after another that is equal to `left`.
const equations = (left, lines) =>
  spacious(...lines.map((line, i) => math("mtr", math("mtd", i ? "" : left), math("mtd", sign("=")), math("mtd.left", line))));

function partialsOf(node, most = 6) {
  const edges = nodes[node].args.flatMap((arg, i) => (isNode(arg) ? [[arg, run.partials[node][i]]] : []));
  const made = edges
    .slice(0, most)
    .map(([arg, partial]) => element("span", {}, math("math", equations(derivative(node, arg), [figure(partial)]))));
  if (edges.length > most) made.push(element("span", { class: "soft" }, `and ${edges.length - most} more`));
  return element("div", { class: "partials" }, ...made);
}

function backwardPanel(step) {
  const { node, arg, position } = step,
    rule = nodes[node].rules[position];
  const caption = (text) => math("mtd.caption", math("mtext", text));
  const cells = (...made) => math("mtr", ...made.map((cell) => (cell.localName === "mtd" ? cell : math("mtd", cell))));
  const negative = (x) => (x < 0 ? math("mrow", sign("("), figure(x), sign(")")) : figure(x));
  const result = hidden ? math("mtext.result", "?") : figure(step.contribution, "result");
  const table = spacious(
    cells(caption("upstream"), sign(""), caption("local"), sign(""), caption("contribution")),
    cells(derivative(root, node), sign("×"), derivative(node, arg), sign(""), math("mtext", "")),
    cells(figure(step.upstream), sign("×"), negative(step.local), sign("="), result),
  );
  const said = [
    pass("down", "Backward"),
    element("b", {}, called(node)),
    " passes its gradient on to ",
    element("b", {}, called(arg)),
    ", times the local partial. ",
  ];
  if (at === END && !hidden) said.push(element("span", { class: "pass rest" }, "Finished"));
  return [
    element("p", { class: "said" }, ...said),
    element("div", { class: "sum" }, math("math", table)),
    element("div", { class: "rule" }, ...(hidden ? guessBox(step) : [element("h2", {}, "Local rule"), ...localRule(step, rule)])),
    element("div", { class: "side" }, element("h2", {}, "Gradient of ", called(root), " towards ", called(arg)), account(step)),
  ];
}
// The local partial by its rule: in names, in numbers, and what comes out.
function localRule({ node, arg, local }, rule) {
  const lines = [],
    plainly = rule?.length === 3 && !rule[0] && !rule[2]; // one argument as it stands
  if (rule) lines.push(typeset(rule, inNames(node)));
  if (rule && depends(rule) && !plainly) lines.push(typeset(rule, inNumbers(node)));
  if (lines.at(-1)?.textContent !== signed(local)) lines.push(figure(local));
  const head = [node, arg].every((k) => nodes[k].name.length < 10) ? derivative(node, arg) : math("mtext", "local");
  return [element("div", { class: "sum" }, math("math", equations(head, lines)))];
}

// The adjoint before and after the step.
function account(step) {
  const line = (kind, head, ...cells) => element("tr", { class: kind }, element("th", { scope: "row" }, head), element("td", {}, ...cells));
  const state = step.waiting ? `waits for ${step.waiting} more` : "complete ✓";
  const after = hidden ? ["?"] : [element("span", { class: "g" }, signed(step.after)), element("span", { class: "state" }, state)];
  return element(
    "table",
    {},
    element(
      "tbody",
      {},
      line("before", "before", step.before === undefined ? element("span", { class: "soft" }, "not computed yet") : signed(step.before)),
      line("added", "added", hidden ? "?" : signed(step.contribution)),
      line("after", "after", ...after),
    ),
  );
}

// One sentence for who listens.
function sentence() {
  const step = current();
  if (!step) return "Start. The leaves have their values.";
  const name = (k) => cut(nodes[k].name, 60);
  if (step.pass === "up") return `Step ${at} of ${END}, forward: ${name(step.node)} = ${numeral(step.value)}.`;
  const start = `Step ${at} of ${END}, backward: ${name(step.node)} to ${name(step.arg)}, ${numeral(step.upstream)} times ${numeral(step.local)}`;
  if (hidden) return `${start}. What is the contribution?`;
  return `${start} = ${numeral(step.contribution)}. Gradient of ${name(step.arg)}: ${numeral(step.after)}, ${step.waiting ? `waits for ${step.waiting} more` : "complete"}.`;
}

// ── a guess first ──────────────────────────────────────────────────────────────────────────

const read = (text) =>
  text.trim()
    ? Number(
        text
          .trim()
          .replace(",", ".")
          .replace("−", "-")
          .replace(/^([-+]?)inf$/i, "$1Infinity"),
      )
    : NaN;
const near = (guess, true_) => guess === true_ || Math.abs(guess - true_) <= 0.01 * Math.abs(true_) || (guess !== guess && true_ !== true_);

function guessBox(step) {
  const verdict = element("p", { class: "verdict", id: "verdict", role: "status" });
  const field = element("input", {
    id: "answer",
    "aria-label": "The contribution",
    inputmode: "text",
    autocomplete: "off",
    placeholder: "your answer",
  });
  let tried = false;
  const check = () => {
    if (!field.value.trim() || (Number.isNaN(read(field.value)) && field.value.trim() !== "nan"))
      return (verdict.textContent = "A number, please: 0.5, -1e-3, inf or nan.");
    if (!tried) score.asked++;
    const first = !tried;
    tried = true;
    if (!near(read(field.value), step.contribution))
      return (verdict.textContent = "Not that: multiply upstream by local, and mind the sign. Try again, or reveal it.");
    if (first) score.right++;
    reveal(first ? `Right: ${score.right} of ${score.asked}` : "Right now");
  };
  field.addEventListener("keydown", (event) => event.key === "Enter" && check());
  const buttons = [
    ["Check", check],
    ["Reveal", () => reveal("")],
  ].map(([text, action]) => element("button", { type: "button", onclick: action }, text));
  return [element("h2", {}, "What is the contribution?"), element("div", { class: "guess" }, field, ...buttons), verdict];
}
function reveal(verdict) {
  hidden = false;
  show();
  if (verdict)
    $("now")
      .querySelector(".said")
      .append(element("span", { class: "pass down praise", role: "status" }, `✓ ${verdict}`));
}
function guess(wanted) {
  guessing = wanted;
  hidden = false; // what has been seen cannot be guessed
  $("guess").setAttribute("aria-pressed", guessing);
  score = { right: 0, asked: 0 };
  pause();
  show();
}

// ── a node explained ───────────────────────────────────────────────────────────────────────

function showCard() {
  const card = $("card"),
    k = open;
  card.hidden = k === null;
  document.body.classList.toggle("explaining", k !== null);
  if (k === null) return card.replaceChildren();
  const node = nodes[k],
    { adjoint, waiting } = adjointOf(k),
    formula = node.formula;
  const parts = [
    element(
      "header",
      {},
      element("h2", {}, element("bdi", {}, node.name)),
      element("button", { type: "button", "aria-label": "Close", onclick: () => explain(null) }, "✕"),
    ),
    element("p", { class: "soft" }, node.op ? `${k === root ? "The output" : "A node"}, computed by ${node.op}` : `A leaf: ${node.kind}`),
  ];
  if (formula) {
    parts.push(element("div", { class: "scroll" }, math("math", math("mrow", sign("="), typeset(formula, inNames(k))))));
    if (isComputed(k) && depends(formula))
      parts.push(element("div", { class: "scroll" }, math("math", math("mrow", sign("="), typeset(formula, inNumbers(k))))));
  }
  parts.push(
    element("h3", {}, "Value"),
    node.op ? element("p", { class: "v" }, isComputed(k) ? exact(run.values[k]) : "not computed yet") : editor(k),
  );
  parts.push(
    element("h3", {}, "Gradient"),
    element(
      "p",
      { class: "g" },
      adjoint === null ? "not computed yet" : exact(adjoint),
      " ",
      element(
        "span",
        { class: "soft" },
        adjoint === null ? "" : waiting ? `so far; waits for ${waiting} more` : k === root ? "the seed" : "complete ✓",
      ),
    ),
  );
  if (k !== root) parts.push(element("h3", {}, "Contributions"), element("div", { class: "scroll" }, contributions(k, adjoint)));
  card.replaceChildren(...parts);
}

function contributions(k, adjoint) {
  const lines = paidAt[k].map((number) => {
    const step = steps[number - 1],
      made = number <= known();
    const cells = made
      ? [signed(step.upstream, 6), signed(step.local, 6), signed(step.contribution, 6)]
      : ["·", isComputed(step.node) ? signed(step.local, 6) : "·", number === at ? "?" : "not yet"];
    const link = element(
      "button",
      { type: "button", class: "plain", "aria-label": `To step ${number}`, onclick: () => go(number) },
      String(number),
    );
    return element(
      "tr",
      { class: number === at ? "now-row" : "" },
      element("th", { scope: "row" }, called(step.node, 20)),
      ...cells.map((text) => element("td", {}, text)),
      element("td", {}, link),
    );
  });
  const head = ["from", "upstream", "× local", "= contribution", "step"].map((text) => element("th", { scope: "col" }, text));
  const total = element(
    "tr",
    {},
    element("th", { scope: "row", colspan: 3 }, "added up"),
    element("td", { class: "g" }, adjoint === null ? "not yet" : signed(adjoint, 6)),
    element("td", {}),
  );
  return element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...lines),
    element("tfoot", {}, total),
  );
}

// A leaf's value, to be changed: both passes are worked out again.
function editor(k) {
  const value = run.values[k];
  if (graph.refusal) return element("div", {}, element("p", { class: "v" }, exact(value)), element("p", { class: "soft" }, graph.refusal));
  const note = element(
    "p",
    { class: "soft", id: "note" },
    leaves.has(k) ? `It was ${exact(Number(nodes[k].value))}.` : "Change it, and both passes are worked out again.",
  );
  const field = element("input", { id: "edit", value: exact(value), "aria-describedby": "note", inputmode: "text", autocomplete: "off" });
  const change = () => {
    const wanted = read(field.value);
    const refused = Number.isNaN(wanted) && field.value.trim() !== "nan";
    field.setAttribute("aria-invalid", refused);
    if (refused) return (note.textContent = "A number, please: 0.5, -1e-3, inf or nan.");
    alter(k, wanted);
  };
  field.addEventListener("change", change);
  return element("div", {}, element("label", {}, element("span", {}, "x =".replace("x", cut(nodes[k].name, 12))), field), note);
}
function alter(k, value) {
  if (k === null) leaves.clear();
  else if (Object.is(value, Number(nodes[k].value))) leaves.delete(k);
  else leaves.set(k, value);
  run = leaves.size ? evaluated(leaves) : recorded();
  steps = passes(run);
  const changed = $("changed"),
    list = [...leaves].map(([k, x]) => `${cut(nodes[k].name, 12)} = ${signed(x, 6)}`);
  changed.hidden = !list.length;
  if (list.length)
    changed.replaceChildren(
      `Changed: ${cut(list.join(", "), 60)}`,
      element("button", { type: "button", onclick: () => alter(null) }, "Undo"),
    );
  show();
}
function explain(k) {
  open = k;
  show();
  if (k !== null) reachable(k);
}

// ── all of it ──────────────────────────────────────────────────────────────────────────────

let said = null,
  linked = null;

function show() {
  showGraph();
  showStep();
  showCard();
  const step = current();
  $("slider").value = at;
  $("slider").setAttribute("aria-valuetext", `${at} of ${END}${step ? `, ${step.pass === "up" ? "forward" : "backward"}` : ""}`);
  $("link").textContent = `${at} / ${END}`;
  $("link").href = `#step=${at}`;
  $("link").setAttribute("aria-label", `Link to step ${at} of ${END}`);
  for (const [id, kind] of [
    ["forward", "up"],
    ["backward", "down"],
  ])
    step?.pass === kind ? $(id).setAttribute("aria-current", "step") : $(id).removeAttribute("aria-current");
  for (const id of ["first", "back"]) $(id).disabled = at === 0;
  for (const id of ["next", "last"]) $(id).disabled = at === END && !hidden;
  follow();
  for (const part of [$("now"), ...$("now").querySelectorAll(".sum"), ...$("card").querySelectorAll(".scroll")]) scrollable(part);
  clearTimeout(said);
  said = setTimeout(() => ($("said").textContent = sentence()), 60);
  clearTimeout(linked);
  linked = setTimeout(remember, 200);
}
// What does not fit can be scrolled, with the keyboard too.
function scrollable(part) {
  const fits = part.scrollWidth <= part.clientWidth && part.scrollHeight <= part.clientHeight;
  fits ? part.removeAttribute("tabindex") : part.setAttribute("tabindex", 0);
}
function remember() {
  try {
    if (location.hash !== `#step=${at}` && (at || location.hash)) history.replaceState(null, "", `#step=${at}`);
  } catch {} // a frame of a notebook has no address of its own
}
function linkedStep() {
  const match = location.hash.match(/^#step=(\d+)$/);
  return match ? Number(match[1]) : null;
}

const on = () => (hidden ? reveal("") : at < END ? go(at + 1) : pause());
const toBack = () => go(at - 1);
function pause() {
  clearInterval(timer);
  timer = null;
  $("play").classList.remove("on");
  $("play").setAttribute("aria-label", "Play");
}
function play() {
  if (timer) return pause();
  if (at === END) go(0);
  timer = setInterval(on, Number($("speed").value));
  $("play").classList.add("on");
  $("play").setAttribute("aria-label", "Pause");
  on();
}
function theme(dark) {
  document.documentElement.classList.toggle("dark", dark);
  $("theme").textContent = dark ? "Light" : "Dark";
}
const isDark = () => document.documentElement.classList.contains("dark");

const keys = {
  ArrowRight: on,
  ArrowLeft: toBack,
  Home: () => go(0),
  End: () => go(END),
  " ": play,
  f: () => go(1),
  b: () => go(FORWARD + 1),
  g: () => guess(!guessing),
  t: () => theme(!isDark()),
  "?": () => $("keys").showModal(),
  "+": () => zoomTo(scale() * 1.25),
  "=": () => zoomTo(scale() * 1.25),
  "-": () => zoomTo(scale() / 1.25),
  0: () => zoomTo(null),
  Escape: () => {
    pause();
    explain(null);
  },
};
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
  const { target, key } = event,
    typing = target.matches("input:not([type=range]), select"),
    node = target.closest?.(".node");
  if (typing && key !== "Escape") return;
  if (node && key === "Enter") return explain(Number(node.id.slice(1)));
  if (node && (key === "ArrowDown" || key === "ArrowUp")) {
    event.preventDefault();
    const k = Number(node.id.slice(1)) + (key === "ArrowDown" ? 1 : -1);
    if (boxes[k]) (reachable(k), boxes[k].group.focus());
    return;
  }
  if ((key === " " || key === "Enter") && target.matches("button, a")) return;
  const action = keys[key.length === 1 ? key.toLowerCase() : key];
  if (!action) return;
  event.preventDefault();
  if (key !== " " && timer) pause();
  action();
});

// One node is in the order of the tab key; the arrows move on from there.
let stop = root;
function reachable(k) {
  boxes[stop].group.setAttribute("tabindex", -1);
  boxes[(stop = k)].group.setAttribute("tabindex", 0);
}

const tip = $("tip");
function tell(target) {
  const full = target?.dataset?.full ?? (target?.matches?.(".node") ? nodes[Number(target.id.slice(1))].name : null);
  tip.hidden = full === null || ([...full].length < 20 && !target.dataset.full);
  if (tip.hidden) return;
  tip.textContent = cut(full, 1200);
  const { left, bottom, top } = target.getBoundingClientRect(),
    { offsetHeight: height, offsetWidth: width } = tip;
  tip.style.left = `${Math.max(4, Math.min(left, innerWidth - width - 8))}px`;
  tip.style.top = `${bottom + 8 + height < innerHeight ? bottom + 8 : Math.max(4, top - height - 8)}px`;
}
const told = (event) => event.target.closest?.(".node, [data-full]");
addEventListener("mouseover", (event) => tell(told(event)));
addEventListener("focusin", (event) => tell(told(event)));
addEventListener("focusout", () => tell(null));

let held = null;
stage.addEventListener("pointerdown", (event) => {
  if (event.pointerType === "mouse" && event.button === 0)
    held = { x: event.clientX, y: event.clientY, left: stage.scrollLeft, top: stage.scrollTop, moved: false };
});
addEventListener("pointermove", (event) => {
  if (!held) return;
  held.moved ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > 4;
  if (!held.moved) return;
  stage.classList.add("held");
  stage.scrollTo({ left: held.left - event.clientX + held.x, top: held.top - event.clientY + held.y, behavior: "instant" });
});
addEventListener("pointerup", () => {
  stage.classList.remove("held");
  setTimeout(() => (held = null));
});
stage.addEventListener("click", (event) => {
  const node = event.target.closest(".node");
  if (node && !held?.moved) (explain(Number(node.id.slice(1))), boxes[open].group.focus({ preventScroll: true }));
});
stage.addEventListener(
  "wheel",
  (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomTo(scale() * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
  },
  { passive: false },
);

for (const [id, action] of Object.entries({
  first: () => go(0),
  back: toBack,
  play,
  next: on,
  last: () => go(END),
  forward: () => go(1),
  backward: () => go(FORWARD + 1),
  guess: () => guess(!guessing),
  theme: () => theme(!isDark()),
  help: () => $("keys").showModal(),
  "close-keys": () => $("keys").close(),
}))
  $(id).addEventListener("click", () => (id !== "play" && timer && pause(), action()));
$("slider").max = END;
$("slider").addEventListener("input", (event) => (pause(), go(Number(event.target.value))));
$("speed").addEventListener("change", () => timer && (pause(), play()));
addEventListener("hashchange", () => linkedStep() !== null && go(linkedStep()));
stage.addEventListener("scroll", () => ([corner.x, corner.y] = [stage.scrollLeft, stage.scrollTop]));
new ResizeObserver(([entry]) => {
  [room.x, room.y] = [entry.contentRect.width, entry.contentRect.height];
  resize();
  follow();
}).observe(stage);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => theme(event.matches));

$("passes").style.gridTemplateColumns =
  `minmax(max-content, ${Math.max(FORWARD, 1)}fr) minmax(max-content, ${Math.max(graph.backward.length, 1)}fr)`;
$("size").textContent = `${nodes.length.toLocaleString("en")} nodes, ${END.toLocaleString("en")} steps`;
theme(matchMedia("(prefers-color-scheme: dark)").matches);
reachable(root);
go(linkedStep() ?? 0);
