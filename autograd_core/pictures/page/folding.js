// ── what is drawn ──────────────────────────────────────────────────────────────────────────
// A graph of many nodes is folded by scope: what was made in one scope is one card, until it is opened.

const FOLDED_BEYOND = 150; // nodes
const MOST = 700; // cards; nobody could read more
const PART = 40; // what is in no scope, or too many in one, is folded in parts of about so many
const INPUTS = "inputs",
  ELSEWHERE = "outside any scope";

const titleOf = (scope) => scope.replace(`${ELSEWHERE}/`, "").replace(`${INPUTS}/`, `${INPUTS}, `);
const pathsOf = (scope) => scope.split("/").map((_, i, parts) => parts.slice(0, i + 1).join("/"));

// The scope that each node is folded by; in a large graph what is in none, or in a crowd, gets parts of its own.
const places = (() => {
  const given = nodes.map((node) => node.scope);
  if (nodes.length <= FOLDED_BEYOND) return given;
  const crowds = new Map();
  nodes.forEach((node, k) => {
    if (k === root || (!node.op && node.scope)) return; // weights go with the nodes that they serve
    const home = given[k] ?? (node.op ? ELSEWHERE : INPUTS);
    crowds.has(home) ? crowds.get(home).push(k) : crowds.set(home, [k]);
  });
  const unscoped = nodes.filter((node) => !node.scope).length;
  for (const [home, list] of crowds) {
    const free = home === INPUTS || home === ELSEWHERE;
    if (free && (unscoped <= FOLDED_BEYOND || list.length < 2)) continue;
    const place = (list, home, depth) => {
      if (list.length <= 2 * PART) return list.forEach((k) => (given[k] = home));
      const size = Math.max(PART, PART ** Math.floor(Math.log(list.length - 1) / Math.log(PART)));
      const parts = Math.ceil(list.length / size);
      for (let i = 0; i < parts; i++) place(list.slice(i * size, (i + 1) * size), `${home}/part ${i + 1} of ${parts}`, depth + 1);
    };
    place(list, home, 0);
  }
  given[root] = null;
  return given;
})();
const allScopes = new Set([...new Set(places)].filter(Boolean).flatMap(pathsOf));
const opened = new Set(nodes.length > FOLDED_BEYOND ? [] : allScopes);
if (nodes.filter((node) => !node.scope).length > nodes.length / 2) // one card for most of the graph would tell nothing
  for (const scope of [ELSEWHERE, INPUTS])
    if ([...allScopes].filter((path) => path.startsWith(`${scope}/`) && pathsOf(path).length === 2).length <= PART) opened.add(scope);

const usersOf = nodes.map(() => []);
nodes.forEach((node, k) => node.args?.forEach((arg) => isNode(arg) && usersOf[arg].push(k)));

// The outermost scope of a node that is not open; a leaf that serves one closed scope alone goes with it.
function homes() {
  const memory = new Map();
  const outermost = (scope) => {
    if (!memory.has(scope)) memory.set(scope, pathsOf(scope).find((path) => !opened.has(path)) ?? null);
    return memory.get(scope);
  };
  const found = nodes.map((_, k) => (places[k] ? outermost(places[k]) : null));
  nodes.forEach((node, k) => {
    if (node.op || found[k] || !node.scope) return;
    const home = found[usersOf[k][0]];
    if (home && usersOf[k].every((user) => found[user] === home) && pathsOf(home).includes(node.scope)) found[k] = home;
  });
  return found;
}

// Cards of nodes and of folded scopes, constants, and the lines between them.
function composed(home) {
  const cards = [],
    lines = [],
    groups = new Map(),
    bands = new Map(),
    through = nodes.map(() => null); // by node, the bands that its edges go through
  nodes.forEach((node, k) => {
    if (home[k] === null) return cards.push({ id: `n${k}`, kind: "node", k });
    if (!groups.has(home[k])) {
      const group = { id: `g${groups.size}`, kind: "group", scope: home[k], members: [] };
      groups.set(home[k], group);
      cards.push(group);
    }
    groups.get(home[k]).members.push(k);
  });
  const idOf = (k) => (home[k] === null ? `n${k}` : groups.get(home[k]).id);
  nodes.forEach((node, k) =>
    node.args?.forEach((arg, i) => {
      if (!isNode(arg)) {
        if (home[k] === null && node.args.length <= 24) {
          cards.push({ id: `c${k}_${i}`, kind: "chip", x: Number(arg), k });
          lines.push({ id: `e${k}_${i}`, tail: `c${k}_${i}`, head: `n${k}`, edges: [[k, i]] });
        }
      } else if (home[k] === null && home[arg] === null) lines.push({ id: `e${k}_${i}`, tail: `n${arg}`, head: `n${k}`, edges: [[k, i]] });
      else if (idOf(k) !== idOf(arg)) {
        const key = `${idOf(arg)} ${idOf(k)}`;
        if (!bands.has(key)) {
          const band = { id: `b${bands.size}`, tail: idOf(arg), head: idOf(k), edges: [], band: true, paid: 0, done: 0 };
          bands.set(key, band);
          lines.push(band);
        }
        const band = bands.get(key);
        band.edges.push([k, i]);
        band.paid = Math.max(band.paid, paidBy[k][i]);
        band.done = Math.max(band.done, computedAt[k]);
        (through[k] ??= new Map()).set(i, band.id);
      }
    }),
  );
  for (const group of groups.values()) {
    group.paid = 0;
    for (const k of group.members) group.paid = Math.max(group.paid, paidAt[k].at(-1) ?? 0);
  }
  return { cards, lines, through };
}

// ── layers opened and closed ───────────────────────────────────────────────────────────────

function unfold(scope) {
  opened.add(scope);
  const count = composed(homes()).cards.length;
  if (count > MOST) {
    opened.delete(scope);
    return tellAll(`${cut(scope, 40)} would be ${count.toLocaleString("en")} cards, more than anyone can read: fold another first.`);
  }
  redraw(scope);
}
function fold(scope) {
  const closest = pathsOf(scope)
    .filter((path) => opened.has(path))
    .at(-1);
  if (closest === undefined) return;
  for (const path of [...opened]) if (path === closest || path.startsWith(`${closest}/`)) opened.delete(path);
  redraw(closest);
}
function redraw(scope) {
  draw();
  view = typeof view === "number" ? "fit" : view;
  resize();
  show();
  tellAll("");
  const inside = nodes.findIndex((node, k) => home[k] === scope || (places[k] && pathsOf(places[k]).includes(scope)));
  if (inside < 0) return;
  follow([inside]);
  (home[inside] === null ? boxes.get(inside)?.group : folders.get(home[inside])?.group)?.focus({ preventScroll: true });
}
function tellAll(text) {
  $("notice").textContent = text;
  $("notice").hidden = !text;
}
