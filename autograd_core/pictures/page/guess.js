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
    if (!near(guess, step.contribution)) return (verdict.textContent = `${slip(guess, field.value, step)} Try again, or reveal it.`);
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
    verdict,
    element("p", { class: "soft", id: "tolerance" }, zero ? "Asked for exactly; inf and nan are answers too." : "Within 1 % is right; inf and nan are answers too."),
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
