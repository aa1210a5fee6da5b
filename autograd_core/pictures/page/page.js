// ── all of it ──────────────────────────────────────────────────────────────────────────────

let said = null,
  linked = null;

// A panel that is made anew keeps the focus where it was.
function keepingFocus(work) {
  const had = document.activeElement,
    { id } = had ?? {},
    typed = had?.matches?.("#edit, #answer") ? [had.selectionStart, had.selectionEnd] : null;
  work();
  if (!had || had === document.body || had.isConnected) return;
  if (id === "answer" && !hidden) return asker?.isConnected && asker.focus({ preventScroll: true });
  const again = id && $(id);
  again ? again.focus({ preventScroll: true }) : ($("next").disabled ? $("back") : $("next")).focus({ preventScroll: true });
  if (again && typed) again.select();
}

function show() {
  keepingFocus(() => {
    showStep();
    showCard();
  });
  showGraph();
  showScore();
  const step = current();
  $("slider").value = at;
  $("slider").setAttribute("aria-valuetext", `${at} of ${END}${step ? `, ${step.pass === "up" ? "forward" : "backward"}` : ""}`);
  $("link").textContent = `${at.toLocaleString("en")} / ${END.toLocaleString("en")}`;
  $("link").href = address();
  $("link").setAttribute("aria-label", `Link to step ${at} of ${END}`);
  for (const [id, kind] of [
    ["forward", "up"],
    ["backward", "down"],
  ])
    step?.pass === kind ? $(id).setAttribute("aria-current", "step") : $(id).removeAttribute("aria-current");
  for (const id of ["first", "back"]) $(id).disabled = at === 0;
  for (const id of ["next", "last"]) $(id).disabled = at === END && !hidden;
  $("view").value = typeof view === "number" ? "chosen" : view;
  follow();
  for (const sum of $("now").querySelectorAll(".sum")) shrink(sum);
  for (const part of [$("now"), ...$("now").querySelectorAll(".sum, .scroll"), ...$("card").querySelectorAll("h2, .scroll"), $("card")]) scrollable(part);
  clearTimeout(said);
  said = setTimeout(() => ($("said").textContent = sentence()), 60);
  clearTimeout(linked);
  linked = setTimeout(remember, 200);
  if (hidden && seenQuestion !== at) focusAnswer();
  if (!hidden) seenQuestion = null;
}
// A question that appears has the focus; when it is answered, the focus goes back.
let seenQuestion = null,
  asker = null;
function focusAnswer() {
  seenQuestion = at;
  if (document.activeElement?.id !== "answer") asker = document.activeElement;
  $("answer")?.focus({ preventScroll: true });
}
// A formula that is wider than its place is set smaller so that no figure is cut.
function shrink(sum) {
  let fit = 1;
  sum.style.setProperty("--fit", fit);
  for (let i = 0; i < 4 && sum.scrollWidth > sum.clientWidth + 1 && fit > 0.4; i++) {
    fit = Math.max(0.4, (fit * 0.97 * sum.clientWidth) / sum.scrollWidth);
    sum.style.setProperty("--fit", fit.toFixed(3));
  }
}
// What does not fit can be scrolled, with the keyboard too.
function scrollable(part) {
  const fits = part.scrollWidth <= part.clientWidth && part.scrollHeight <= part.clientHeight;
  fits ? part.removeAttribute("tabindex") : part.setAttribute("tabindex", 0);
}

$("passes").style.gridTemplateColumns =
  `minmax(max-content, ${Math.max(FORWARD, 1)}fr) minmax(max-content, ${Math.max(graph.backward.length, 1)}fr)`;
$("size").textContent = `${howMany(nodes.length, "node")}, ${howMany(END, "step")}`;
theme(matchMedia("(prefers-color-scheme: dark)").matches);
const linkedStep = fromLink();
{
  const { width, height } = stage.getBoundingClientRect();
  [room.x, room.y] = [width, height];
}
draw();
go(linkedStep ?? 0);
