// ── what a wrong guess came from ───────────────────────────────────────────────────────────

// Slips about the question: which of the numbers of this step was given.
const given = ({ upstream, local, before, after }) => [
  [local, `that is the local partial alone; multiply it by the upstream ${signed(upstream, 5)}`],
  [upstream, "that is the upstream alone; multiply it by the local partial"],
  [after, "that is the gradient after this step; asked for is what this edge adds to it"],
  [before, "that is what had been added up before this step"],
];
// And what else is done with them, or given from elsewhere.
function mixedUp({ node, arg, position, upstream, local, contribution }) {
  const name = (k) => brief(k, 20);
  const list = [
    [upstream + local, "upstream and local were added; along a path they are multiplied"],
    [upstream / local, "the upstream was divided by the local partial; multiply"],
    [local / upstream, "the local partial was divided by the upstream; multiply"],
    [run.values[arg], `that is the value of ${name(arg)}; asked for is a gradient`],
    [run.values[node], `that is the value of ${name(node)}; asked for is a gradient`],
    [contribution * upstream, "the upstream was multiplied in twice"],
    [contribution * local, "the local partial was multiplied in twice"],
  ];
  nodes[node].args.forEach((other, i) => {
    if (!isNode(other) || i === position) return;
    list.push([upstream * run.partials[node][i], `that is the contribution to ${name(other)}, along the other edge`]);
    list.push([Number(run.partials[node][i]), `that is the local partial towards ${name(other)}`]);
  });
  for (const other of steps.slice(Math.max(FORWARD, at - 3), at - 1)) list.push([other.contribution, "that is the contribution of a step before"]);
  return list;
}

// Slips in the local partial, by the catalogue that diagnoses derivations on paper; the numbers are those of now.
const familyOf = new Map(graph.families.flatMap((family) => family.map((k) => [k, family])));
const gatesOf = new Map(graph.gates.flatMap((gates) => gates.map(([k]) => [k, gates])));
function catalogued({ node, position, upstream }) {
  const { args, slips } = nodes[node],
    words = slips === undefined ? null : graph.slips[slips][position],
    list = [];
  if (!words) return list;
  const named = (mark, rival) =>
    mark === -1 ? node : mark === -2 ? rival : Array.isArray(mark) ? nodes[args[mark[0]]].args[mark[1]] : args[mark];
  const say = (template, rival) => graph.told[template].map((part) => (typeof part === "string" ? part : brief(named(part, rival), 24))).join("");
  const add = (partial, template, rival = null) => list.push([upstream * partial, () => say(template, rival)]);
  const under = args.map((arg) => (isNode(arg) && nodes[arg].op ? inputsOf(arg) : []));
  ways[slips](run.values[node], inputsOf(node), under, run.partials[node].map(Number))[position].forEach((partial, i) => add(partial, words.told[i]));
  if (words.index !== undefined) {
    const belongs = args[words.operand];
    const rivals = familyOf.get(belongs) ?? words.beside.map((i) => args[i]).filter(isNode);
    for (const rival of rivals) if (rival !== belongs) add(run.values[rival], words.index, rival);
  }
  for (const [k, i] of (words.gate !== undefined && gatesOf.get(node)) || []) if (k !== node) add(Number(run.partials[k][i]), words.gate, k);
  return list;
}

// What was typed stands for half a unit of its last figure either way, and for no more than half a percent.
function margin(text, guess) {
  const [, whole, fraction = "", exponent = 0] = text.trim().replace(/−/g, "-").match(/^[-+]?(\d*)[.,]?(\d*)(?:e([-+]?\d+))?$/i) ?? [null, "", ""];
  const unit = whole || fraction ? 10 ** (Number(exponent) - fraction.length) : 0;
  return Math.max(1e-9, Math.min(unit / 2 / Math.abs(guess), 0.005));
}
function slip(guess, text, step) {
  const { contribution } = step;
  const scaled = graph.scales.map(([by, words]) => [by * contribution, words]);
  const list = [...given(step), ...catalogued(step), ...mixedUp(step), [-contribution, "a sign is lost"], ...scaled]
    .filter(([value]) => Number.isFinite(value) && value !== 0 && !near(value, contribution))
    .map(([value, words]) => [Math.abs(guess - value) / Math.abs(value), words]);
  const found = list.find(([far]) => far < 1e-9) ?? list.find(([far]) => far <= margin(text, guess));
  if (found) return `Not that: ${typeof found[1] === "string" ? found[1] : found[1]()}.`;
  const power = Math.log10(Math.abs(guess / contribution));
  if (Number.isFinite(power) && Math.abs(power) > 0.5 && Math.abs(power - Math.round(power)) < 0.002) return "Not that: the point stands in the wrong place.";
  if (Math.sign(guess) === -Math.sign(contribution)) return "Not that, and the sign is not right either: multiply upstream by local.";
  return "Not that: multiply upstream by local.";
}
