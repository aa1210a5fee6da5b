// ── this step ──────────────────────────────────────────────────────────────────────────────

const pass = (kind, text) => element("span", { class: `pass ${kind}` }, text);
const names = (list) => list.flatMap((k, i) => [i ? (i === list.length - 1 ? " and " : ", ") : "", called(k)]);

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
    element("div", { class: "side" }, element("h2", {}, "Gradient of ", called(root, 16), " towards ", called(arg, 16)), account(step)),
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
