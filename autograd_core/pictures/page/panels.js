// ── this step ──────────────────────────────────────────────────────────────────────────────

const pass = (kind, text) => element("span", { class: `pass ${kind}` }, text);
const names = (list) => list.flatMap((k, i) => [i ? (i === list.length - 1 ? " and " : ", ") : "", called(k)]);
const howMany = (n, one) => `${n.toLocaleString("en")} ${one}${n === 1 ? "" : "s"}`;

function showStep() {
  const step = current(),
    panel = $("now"),
    many = at - since > 1;
  panel.className = `${step?.pass ?? "start"}${many ? " many" : ""}`;
  panel.replaceChildren(...(!step ? startPanel() : many ? movePanel() : step.pass === "up" ? forwardPanel(step) : backwardPanel(step)));
}

function startPanel() {
  const parts = [
    element("p", { class: "said" }, pass("rest", "Start"), "The leaves have their values; nothing else is known yet."),
    element(
      "p",
      { class: "whole" },
      `The forward pass computes ${howMany(FORWARD, "node")}, arguments first. Then the backward pass sends the `,
      "gradient of ",
      called(root),
      ` back along every edge: ${howMany(graph.backward.length, "contribution")}.`,
    ),
    element("p", { class: "soft whole" }, "→ takes a step, space plays, and a click on a node explains it; ? tells the other keys."),
  ];
  if (folders.size)
    parts.push(element("p", { class: "soft whole" }, "The graph is folded by layer: a click or Enter opens a layer, and steps go through a closed one as well."));
  return parts;
}

// Many steps at once: what they computed, or what they added up to.
function movePanel() {
  const up = at <= FORWARD,
    moved = steps.slice(since, at),
    layer = stepLayer(at).slice(1),
    told = [...new Set(moved.map((step) => (step.pass === "up" ? step.node : step.arg)))].filter((k) => up || !adjointOf(k).waiting);
  const shown = told.slice(0, 12);
  const rows = shown.map((k) =>
    element("span", {}, math("math", equations(up ? symbol(k) : derivative(root, k), [figure(up ? run.values[k] : (adjointOf(k).adjoint ?? 0), "result")]))),
  );
  const said = up ? `${howMany(moved.length, "node")} computed` : `${howMany(moved.length, "contribution")} made, ${howMany(told.length, "gradient")} complete`;
  return [
    element("p", { class: "said" }, pass(up ? "up" : "down", up ? "Forward" : "Backward"), element("b", {}, layer), `: ${said}, steps ${(since + 1).toLocaleString("en")} to ${at.toLocaleString("en")}.`),
    element("div", { class: "whole results" }, ...rows, ...(told.length > shown.length ? [element("span", { class: "soft" }, `and ${(told.length - shown.length).toLocaleString("en")} more`)] : [])),
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
  innerWidth < 560 && isWide(left) ? beneath(left, lines) : spacious(...lines.map((line, i) => math("mtr", math("mtd", i ? "" : left), math("mtd", sign("=")), math("mtd.left", line))));

// On a narrow screen what is long stands above what it is equal to.
const isWide = (left) => left.textContent.length > 12;
function beneath(left, lines) {
  const head = math("mtd.left", left);
  head.setAttribute("columnspan", 2);
  return spacious(math("mtr", head), ...lines.map((line) => math("mtr", math("mtd", sign("=")), math("mtd.left", line))));
}

function partialsOf(node, most = 6) {
  const edges = nodes[node].args.flatMap((arg, i) => (isNode(arg) ? [[i, Number(run.partials[node][i])]] : []));
  const made = edges
    .slice(0, most)
    .map(([i, partial]) => element("span", {}, math("math", equations(localPartial(node, i), [figure(partial)]))));
  if (edges.length > most) made.push(element("span", { class: "soft" }, `and ${edges.length - most} more`));
  return element("div", { class: "partials" }, ...made);
}

function backwardPanel(step) {
  const { node, arg, position } = step;
  const caption = (text) => math("mtd.caption", math("mtext", text));
  const cells = (...made) => math("mtr", ...made.map((cell) => (cell.localName === "mtd" ? cell : math("mtd", cell))));
  const negative = (x) => (x < 0 ? math("mrow", sign("("), figure(x), sign(")")) : figure(x));
  const result = hidden ? math("mtext.result", "?") : figure(step.contribution, "result");
  const secret = guessing === "layer" && known() < at && node !== root && adjointOf(node).waiting; // to be found out first
  const table = spacious(
    cells(caption("upstream"), sign(""), caption("local"), sign(""), caption("contribution")),
    cells(derivative(root, node), sign("×"), localPartial(node, position), sign(""), math("mtext", "")),
    cells(secret ? math("mtext", "?") : figure(step.upstream), sign("×"), secret ? math("mtext", "?") : negative(step.local), sign("="), result),
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
    element("div", { class: "rule" }, ...(hidden ? guessBox(step) : localRule(step))),
    element("div", { class: "side" }, element("h2", {}, "Gradient of ", called(root), " towards ", called(arg)), account(step)),
  ];
}

// The local partial by its rule: in names, in numbers, and what comes out; beneath it, why.
function localRule({ node, arg, position, local }) {
  const lines = [],
    rule = nodes[node].rules[position],
    plainly = rule?.length === 3 && !rule[0] && !rule[2], // one argument as it stands
    bent = rule && depends(rule) && atKink(node);
  if (rule && !bent) lines.push(typeset(rule, inNames(node)));
  if (rule && depends(rule) && !plainly && !bent) lines.push(typeset(rule, inNumbers(node)));
  if (lines.at(-1)?.textContent !== signed(local)) lines.push(figure(local));
  const head = [node, arg].every((k) => nodes[k].name.length < 10) ? localPartial(node, position) : math("mtext", "local");
  if (bent) lines.push(math("mrow", math("mtext", "by convention at this kink; elsewhere\u00a0"), typeset(rule, inNames(node))));
  const [reason, ...quotients] = why(node, position, rule);
  return [
    element("h2", {}, "Local rule"),
    element("div", { class: "sum" }, math("math", equations(head, lines))),
    reason,
    ...quotients,
  ];
}

const inputsOf = (k) => nodes[k].args.map((arg) => (isNode(arg) ? run.values[arg] : Number(arg)));
const atKink = (k) => Boolean(rows[nodes[k].row]?.kink(inputsOf(k)));

// Why the rule holds, in a line; on demand a table of difference quotients, which come near it as h becomes small.
let asking = false;
function why(node, position, rule) {
  const { op, args } = nodes[node],
    own = rule?.some((part) => part === position || part === -1),
    others = args.some((arg, i) => isNode(arg) && i !== position);
  const reason = !rule
    ? `the rule of ${op}`
    : !depends(rule)
      ? rule.join("").trim() === "1"
        ? "a sum passes a change on as it is"
        : "the same factor everywhere"
      : own
        ? `the derivative of ${op}${rule.includes(-1) ? ", by its value" : ""}${others ? ", the other arguments held" : ""}`
        : "everything else held, the slope is what stands beside it";
  const toggle = element(
    "button",
    { type: "button", class: "plain", id: "why", "aria-expanded": asking, onclick: () => ((asking = !asking), show()) },
    asking ? "Hide" : "Why?",
  );
  const parts = [element("p", { class: "why" }, `${reason}. `, ...(graph.refusal ? [] : [toggle]))];
  if (asking && !graph.refusal) parts.push(quotients(node, position));
  return parts;
}
function quotients(node, position) {
  const inputs = inputsOf(node),
    x = inputs[position],
    f = (x) => rows[nodes[node].row](inputs.map((other, i) => (i === position ? x : other)))[0];
  const lines = [0.1, 0.01, 0.001].map((h) =>
    element("tr", {}, element("td", {}, String(h)), element("td", {}, signed(f(x + h), 7)), element("td", {}, signed((f(x + h) - f(x)) / h, 5))),
  );
  const heads = ["h", `${nodes[node].op} at x + h`, "change / h"].map((text) => element("th", { scope: "col" }, text));
  return element("div", { class: "scroll" }, element("table", { class: "quotients" }, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...lines)));
}

// The adjoint before and after the step.
function account(step) {
  const line = (kind, head, ...cells) => element("tr", { class: kind }, element("th", { scope: "row" }, head), element("td", {}, ...cells));
  const state = step.waiting ? `waits for ${step.waiting} more` : "complete ✓";
  const secret = guessing === "layer" && known() < at - 1; // what came before is hidden too
  const after = hidden || secret ? ["?"] : [element("span", { class: "g" }, signed(step.after)), element("span", { class: "state" }, state)];
  return element(
    "table",
    {},
    element(
      "tbody",
      {},
      line("before", "before", step.before === undefined ? element("span", { class: "soft" }, "not computed yet") : secret ? "?" : signed(step.before)),
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
  if (at - since > 1) return `Steps ${since + 1} to ${at} of ${END}: ${stepLayer(at).slice(1)}.`;
  if (step.pass === "up") return `Step ${at} of ${END}, forward: ${name(step.node)} = ${signed(step.value)}.`;
  const start = `Step ${at} of ${END}, backward: ${name(step.node)} to ${name(step.arg)}, ${signed(step.upstream)} times ${signed(step.local)}`;
  if (hidden) return `${start}. What is the contribution?`;
  return `${start} = ${signed(step.contribution)}. Gradient of ${name(step.arg)}: ${signed(step.after)}, ${step.waiting ? `waits for ${step.waiting} more` : "complete"}.`;
}

// ── a guess first ──────────────────────────────────────────────────────────────────────────

const NUMBER = /^[-+]?(\d+([.,]\d*)?|[.,]\d+)(e[-+]?\d+)?$/i;
const REFUSED = "A number, please: 0.5, -1e-3, inf or nan.";
// What somebody typed as a number, or undefined; 1,000 may be a thousand or one, so that it is neither.
function read(text) {
  text = text.trim().replace(/−/g, "-");
  const word = text.match(/^([-+]?)(inf|infinity|∞)$/i);
  if (word) return word[1] === "-" ? -Infinity : Infinity;
  if (/^[-+]?nan$/i.test(text)) return NaN;
  if (!NUMBER.test(text) || /^[-+]?[1-9]\d{0,2},\d{3}$/.test(text)) return undefined;
  return Number(text.replace(",", "."));
}
const TOLERANCE = 0.01;
const near = (guess, true_) =>
  guess === true_ || (guess !== guess && true_ !== true_) || (Number.isFinite(true_) && Math.abs(guess - true_) <= TOLERANCE * Math.abs(true_));

// The well-known slips, each with the number that it gives: what the guess comes to is what was done.
function slips({ node, arg, position, upstream, local, contribution, before, after }) {
  const { op, args, rules } = nodes[node],
    x = run.values[arg],
    y = run.values[node],
    name = (k) => cut(nodes[k].name, 20);
  const list = [
    [-contribution, "the sign: the size is right"],
    [local, `that is the local partial alone; multiply it by the upstream ${signed(upstream, 5)}`],
    [upstream, `that is the upstream alone; multiply it by the local partial`],
    [after, `that is the gradient after this step; asked for is what this edge adds to it`],
    [upstream + local, "upstream and local were added; along a path they are multiplied"],
    [upstream / local, "the upstream was divided by the local partial; multiply"],
    [local / upstream, "the local partial was divided by the upstream; multiply"],
    [x, `that is the value of ${name(arg)}; asked for is a gradient`],
    [y, `that is the value of ${name(node)}; asked for is a gradient`],
    [upstream * x, `the upstream was multiplied by the value of ${name(arg)} instead of by the local partial`],
    [upstream * y, `the upstream was multiplied by the value of ${name(node)}: a factor of the local partial is missing`],
    [upstream * (1 - y), `the factor ${name(node)} of the local partial is missing`],
    [upstream * (1 - x), `1 − ${name(arg)} was used where the local partial belongs`],
    [upstream * x * (1 - x), `the derivative was written with ${name(arg)}, where ${name(node)} belongs`],
    [upstream * y * (1 + y), `the sign within the brackets: 1 − ${name(node)}`],
    [contribution / 2, "a factor 2 is missing"],
    [contribution * 2, "a factor 2 too many"],
    [contribution * upstream, "the upstream was multiplied in twice"],
    [contribution * local, "the local partial was multiplied in twice"],
  ];
  if (before !== undefined) list.push([before, "that is what had been added up before this step"]);
  args.forEach((other, i) => {
    if (!isNode(other) || i === position) return;
    list.push([upstream * run.partials[node][i], `that is the contribution to ${name(other)}, along the other edge`]);
    list.push([Number(run.partials[node][i]), `that is the local partial towards ${name(other)}`]);
  });
  for (const other of steps.slice(Math.max(FORWARD, at - 3), at - 1)) list.push([other.contribution, "that is the contribution of a step before"]);
  return list.filter(([value]) => Number.isFinite(value) && value !== 0 && !near(value, contribution));
}
function slip(guess, step) {
  const digits = 1e-3;
  const found = slips(step).find(([value]) => Math.abs(guess - value) <= digits * Math.abs(value));
  if (found) return `Not that: ${found[1]}.`;
  const power = Math.log10(Math.abs(guess / step.contribution));
  if (Number.isFinite(power) && Math.abs(power) > 0.5 && Math.abs(power - Math.round(power)) < 0.002) return "Not that: the point stands in the wrong place.";
  if (Math.sign(guess) === -Math.sign(step.contribution)) return "Not that, and the sign is not right either: multiply upstream by local.";
  return "Not that: multiply upstream by local.";
}

function guessBox(step) {
  const verdict = element("p", { class: "verdict", id: "verdict", role: "status" });
  const field = element("input", { id: "answer", "aria-label": "The contribution", "aria-describedby": "tolerance", inputmode: "text", autocomplete: "off", placeholder: "your answer" });
  let tried = false;
  const check = () => {
    const guess = read(field.value);
    if (guess === undefined) return (verdict.textContent = REFUSED);
    if (!tried) score.asked++;
    const first = !tried;
    tried = true;
    showScore();
    if (!near(guess, step.contribution)) return (verdict.textContent = `${slip(guess, step)} Try again, or reveal it.`);
    if (first) score.right++;
    reveal(first ? `Right: ${score.right} of ${score.asked}` : "Right now");
  };
  field.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), check()));
  const buttons = [
    ["Check", check],
    ["Reveal", () => reveal("")],
  ].map(([text, action]) => element("button", { type: "button", onclick: action }, text));
  const zero = step.contribution === 0 || !Number.isFinite(step.contribution);
  return [
    element("h2", {}, "What is the contribution?"),
    element("div", { class: "guess" }, field, ...buttons),
    element("p", { class: "soft", id: "tolerance" }, zero ? "Asked for exactly; inf and nan are answers too." : "Within 1 % is right; inf and nan are answers too."),
    verdict,
  ];
}
function showScore() {
  $("score").hidden = !guessing;
  $("score").textContent = score.asked ? `${score.right} of ${score.asked} right` : "no guess yet";
}
function reveal(verdict) {
  score.answered.add(at);
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
  $("guess").value = wanted;
  score = { right: 0, asked: 0, answered: new Set(guessing ? Array.from({ length: at }, (_, i) => i + 1) : []) };
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
      element("button", { type: "button", id: "close-card", "aria-label": "Close", onclick: () => explain(null) }, "✕"),
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
  if (leaves.size) parts.push(comparison(k));
  parts.push(
    element("h3", {}, "Gradient"),
    element(
      "p",
      { class: "g" },
      adjoint === null ? "not computed yet" : exact(adjoint),
      " ",
      element("span", { class: "soft" }, adjoint === null ? "" : waiting ? `so far; waits for ${waiting} more` : k === root ? "the seed" : "complete ✓"),
    ),
  );
  if (k !== root) parts.push(element("h3", {}, "Contributions"), element("div", { class: "scroll" }, contributions(k, adjoint)));
  const tools = [element("button", { type: "button", id: "only", "aria-pressed": only?.k === k, onclick: () => onlyPaths(only?.k === k ? null : k) }, `Only the paths from ${cut(node.name, 12)}`)];
  if (places[k] && allScopes.size) tools.push(element("button", { type: "button", id: "fold", onclick: () => fold(places[k]) }, `Fold ${cut(pathsOf(places[k]).filter((path) => opened.has(path)).at(-1) ?? "", 16)}`));
  parts.push(element("p", { class: "tools" }, ...tools));
  card.replaceChildren(...parts);
}

function contributions(k, adjoint) {
  const most = 60,
    shown = paidAt[k].length > most ? paidAt[k].slice(0, most) : paidAt[k];
  const lines = shown.map((number) => {
    const step = steps[number - 1],
      made = number <= known();
    const cells = made
      ? [signed(step.upstream, 6), signed(step.local, 6), signed(step.contribution, 6)]
      : ["·", isComputed(step.node) ? signed(step.local, 6) : "·", number <= at ? "?" : "not yet"];
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
  if (shown.length < paidAt[k].length)
    lines.push(element("tr", {}, element("th", { scope: "row", colspan: 5 }, `and ${(paidAt[k].length - most).toLocaleString("en")} more`)));
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
    if (!field.isConnected || field.value === exact(run.values[k])) return;
    const wanted = read(field.value);
    field.setAttribute("aria-invalid", wanted === undefined);
    if (wanted === undefined) return (note.textContent = REFUSED);
    alter(k, wanted);
  };
  field.addEventListener("change", change);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") change();
    if (event.key === "Escape" && field.value !== exact(run.values[k])) {
      event.stopPropagation(); // drops what was half typed, and no more
      field.value = exact(run.values[k]);
      field.removeAttribute("aria-invalid");
      note.textContent = leaves.has(k) ? `It was ${exact(Number(nodes[k].value))}.` : "Change it, and both passes are worked out again.";
    }
  });
  return element("div", {}, element("label", {}, element("span", {}, "x =".replace("x", cut(nodes[k].name, 12))), field), note);
}

// What the edits did: this node and the output before and after, and what the gradient had foretold.
function comparison(k) {
  const was = before.run.values,
    line = (head, ...cells) => element("tr", {}, element("th", { scope: "row" }, head), ...cells.map((text) => element("td", {}, text)));
  const moved = run.values[root] - was[root];
  let foretold = 0;
  for (const [leaf, value] of leaves) foretold += gradientOf(before.steps, leaf) * (value - was[leaf]);
  const of = [...new Set([k, root])].map((k) => line(cut(nodes[k].name, 16), signed(was[k], 6), signed(run.values[k], 6), signed(run.values[k] - was[k], 4)));
  return element(
    "div",
    { class: "scroll", id: "compared" },
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...["", "before", "now", "change"].map((text) => element(text ? "th" : "td", text ? { scope: "col" } : {}, text)))),
      element("tbody", {}, ...of),
    ),
    element("p", { class: "soft", id: "foretold" }, `${cut(nodes[root].name, 16)} moved by ${signed(moved, 4)}; its gradient had foretold ${signed(foretold / seed, 4)}.`),
  );
}
function alter(k, value) {
  if (k === null) leaves.clear();
  else if (Object.is(value, Number(nodes[k].value))) leaves.delete(k);
  else leaves.set(k, value);
  run = leaves.size ? evaluated(leaves) : before.run;
  steps = leaves.size ? passes(run) : before.steps;
  const changed = $("changed"),
    list = [...leaves].map(([k, x]) => `${cut(nodes[k].name, 12)} ${signed(Number(nodes[k].value), 4)} → ${signed(x, 4)}`);
  changed.hidden = !list.length;
  if (list.length)
    changed.replaceChildren(
      `Changed: ${cut(list.join(", "), 60)}; ${cut(nodes[root].name, 12)} ${signed(before.run.values[root], 4)} → ${signed(run.values[root], 4)}`,
      element("button", { type: "button", id: "undo", onclick: () => alter(null) }, "Undo"),
    );
  show();
}

// What had the focus before a panel was opened has it again when it is closed.
let opener = null;
function explain(k) {
  const closed = open !== null && k === null;
  if (open === null && k !== null) opener = document.activeElement?.id || null;
  const was = open;
  open = k;
  show();
  if (k !== null) reachable(k);
  if (closed) (boxes.get(was)?.group ?? $(opener ?? ""))?.focus?.({ preventScroll: true });
}
function onlyPaths(k) {
  only = k === null ? null : { k, on: dependents(k) };
  $("ways").hidden = only === null;
  if (only) $("ways").firstElementChild.textContent = `Only the paths from ${cut(nodes[k].name, 24)}`;
  show();
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
