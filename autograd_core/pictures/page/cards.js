// ── the cards of nodes and of folded layers ────────────────────────────────────────────

const LONGEST = 24; // of a longer name a card shows the beginning; the rest is told on hover and focus

const nameOf = (k) => brief(k, LONGEST);
function sized(card, flat) {
  if (card.kind === "chip") {
    card.text = signed(card.x, FEW);
    return Object.assign(card, { width: measured(card.text, SIZE.chip) + 10, height: 13, leaf: "constant", stem: "", number: null, serves: card.k });
  }
  if (card.kind === "group") {
    const [, stem, number] = card.scope.match(/^(.*?)(\d+)( of \d+)?$/) ?? [null, card.scope, null];
    const words = [titleOf(card.scope), howMany(card.members.length, "node"), "‖∇‖ 0.0012345"];
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
  const lines = ["name", "size", "made"].map((kind, i) => line(kind, box.x, top + 20 + 17 * i, kind === "name" ? cut(titleOf(card.scope), 40) : ""));
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
  write(lines[0], cut(titleOf(scope), 40), box.width - 20, SIZE.name, 650);
  const size = howMany(card.members.length, "node");
  write(lines[1], parameters.length ? `${size}, ${howMany(parameters.length, "weight")}` : size, box.width - 20, SIZE.text);
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
  group.setAttribute("aria-label", `${cut(titleOf(scope), 80)}, folded: ${lines[1].textContent}; ${told || "nothing to compute"}. Press to open it.`);
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
