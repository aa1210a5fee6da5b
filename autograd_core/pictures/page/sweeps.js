// Steps through the forward and the backward pass of the graph that the page carries.
"use strict";

const graph = JSON.parse(document.getElementById("graph").textContent);
const { nodes, root, forms, scopes } = graph;
for (const node of nodes) {
  node.formula = forms[node.formula] ?? null; // formulas and rules that many nodes share stand in one table
  node.rules = node.rules?.map((rule) => forms[rule] ?? null);
  node.scope = scopes[node.scope] ?? null;
}
const DIGITS = 9,
  FEW = 4; // figures in the arithmetic, and on the graph
const seed = Number(graph.seed);
const isNode = (arg) => typeof arg === "number"; // an argument is the number of a node, or a constant as text
const $ = (id) => document.getElementById(id);

// ── the two sweeps ─────────────────────────────────────────────────────────────────────────

// Values and local partials as they were recorded.
const recorded = () => ({
  values: nodes.map((node) => Number(node.value)),
  partials: nodes.map((node) => node.partials?.map((p) => (p === null ? null : p === "nothing" ? m.nothing : Number(p)))),
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
    const contribution = local === m.nothing ? 0 : upstream * local,
      before = adjoint[arg],
      after = before === undefined ? contribution : before + contribution;
    adjoint[arg] = after;
    steps.push({ pass: "down", node, position, arg, upstream, local: Number(local), contribution, before, after, waiting: --waiting[arg] });
  }
  return steps;
}
// The gradient of the root towards a node, when all is done.
const gradientOf = (steps, k) => (k === root ? seed : paidAt[k].length ? steps[paidAt[k].at(-1) - 1].after : 0);

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

// The layer of a node: the outermost scope it was made in, or else how many steps it is from the leaves.
const levels = [];
nodes.forEach((node, k) => (levels[k] = node.op ? 1 + Math.max(-1, ...node.args.filter(isNode).map((arg) => levels[arg])) : 0));
const layered = nodes.some((node) => node.op && node.scope);
const layerOf = (k) => (layered ? (nodes[k].scope?.split("/")[0] ?? "outside any layer") : `level ${levels[k]}`);
const stepLayer = (number) => `${number > FORWARD ? "↓" : "↑"}${layerOf(number > FORWARD ? graph.backward[number - FORWARD - 1][0] : graph.forward[number - 1])}`;
const layerEnds = new Map(), // the last and the first step of each layer, in each pass
  layerStarts = new Map();
for (let number = 1; number <= END; number++) {
  const layer = stepLayer(number);
  layerEnds.set(layer, number);
  if (!layerStarts.has(layer)) layerStarts.set(layer, number);
}

// ── what the reader sees ───────────────────────────────────────────────────────────────────

const leaves = new Map(); // the values that the reader has changed
let run = recorded(),
  steps = passes(run);
const before = { run, steps }; // as it was recorded
let at = 0; // so many steps have been taken
let since = 0; // where the last move began
let open = null; // the node that is explained
let guessing = "", // "", "step" or "layer": how much is hidden until it is guessed
  hidden = false,
  score = { right: 0, asked: 0, answered: new Set() };
let only = null; // the node whose paths alone are shown
let timer = null;

const current = () => steps[at - 1];
// What a guess is asked for is not known yet; nor, where whole layers are hidden, what went before in its layer.
function known() {
  let seen = hidden ? at - 1 : at;
  if (guessing === "layer" && at > FORWARD)
    for (const [layer, start] of layerStarts)
      if (start > FORWARD && start <= at && layerEnds.get(layer) >= at + (hidden ? 0 : 1)) seen = Math.min(seen, start - 1);
  return seen;
}
const isComputed = (k) => computedAt[k] <= at;

// The adjoint of a node so far, or null, and how many contributions it waits for.
function adjointOf(k, upTo = known()) {
  const came = paidAt[k].findLastIndex((number) => number <= upTo) + 1;
  if (came) return { adjoint: steps[paidAt[k][came - 1] - 1].after, waiting: paidAt[k].length - came };
  return { adjoint: k === root && at >= FORWARD ? seed : null, waiting: paidAt[k].length };
}

function go(step, from = null) {
  step = Math.max(0, Math.min(END, step));
  since = from ?? Math.max(0, step - 1);
  at = step;
  hidden = Boolean(guessing) && current()?.pass === "down" && !score.answered.has(at);
  show();
}

// Where the next move ends: after one edge, after all edges of one node, or when a layer is complete.
function nextStop(pace) {
  if (at >= END) return END;
  if (pace === "edge" || guessing) return at + 1;
  if (pace === "layer") return layerEnds.get(stepLayer(at + 1));
  let stop = at + 1;
  if (stop > FORWARD) while (stop < END && graph.backward[stop - FORWARD][0] === graph.backward[stop - FORWARD - 1][0]) stop++;
  return stop;
}
function lastStop(pace) {
  if (at <= 0) return 0;
  if (pace === "edge" || guessing) return at - 1;
  if (pace === "layer") {
    const ends = [...layerEnds.values()].filter((end) => end < at);
    return ends.length ? Math.max(...ends) : 0;
  }
  let stop = at - 1;
  while (stop > FORWARD && graph.backward[stop - FORWARD]?.[0] === graph.backward[stop - FORWARD - 1][0]) stop--;
  return stop;
}

// The nodes that lie on a path from one node to the root: what depends on it.
function dependents(k) {
  const on = new Set([k]);
  nodes.forEach((node, i) => node.args?.some((arg) => isNode(arg) && on.has(arg)) && on.add(i));
  return on;
}
