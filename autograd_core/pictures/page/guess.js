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
