// ── mouse and fingers: drag, pinch, tap ────────────────────────────────────────────────────

const fingers = new Map();
let held = null,
  pinch = null;
const apart = () => {
  const [a, b] = [...fingers.values()];
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, far: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)) };
};
stage.addEventListener("pointerdown", (event) => {
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  if (fingers.size === 2) {
    pinch = { far: apart().far, scale: scale() };
    if (held) held.moved = true;
  } else if (event.button === 0) held = { x: event.clientX, y: event.clientY, left: stage.scrollLeft, top: stage.scrollTop, moved: false };
});
addEventListener("pointermove", (event) => {
  if (fingers.has(event.pointerId)) fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  if (pinch && fingers.size === 2) {
    const { x, y, far } = apart(),
      { left, top } = stage.getBoundingClientRect();
    return look((pinch.scale * far) / pinch.far, { x: x - left, y: y - top });
  }
  if (!held || !fingers.has(event.pointerId)) return;
  held.moved ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > 6;
  if (!held.moved) return;
  stage.classList.add("held");
  stage.scrollTo({ left: held.left - event.clientX + held.x, top: held.top - event.clientY + held.y, behavior: "instant" });
  showMap();
});
for (const end of ["pointerup", "pointercancel"])
  addEventListener(end, (event) => {
    fingers.delete(event.pointerId);
    if (fingers.size < 2) pinch = null;
    stage.classList.remove("held");
    const ended = held;
    if (!fingers.size) setTimeout(() => held === ended && (held = null)); // after the click that follows
  });
stage.addEventListener("click", (event) => {
  const card = event.target.closest(".node, .folder");
  if (!card || held?.moved) return;
  pressed(card);
  if (open !== null) boxes.get(open)?.group.focus({ preventScroll: true });
});
stage.addEventListener(
  "wheel",
  (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const { left, top } = stage.getBoundingClientRect();
    look(scale() * (event.deltaY < 0 ? 1.1 : 1 / 1.1), { x: event.clientX - left, y: event.clientY - top });
  },
  { passive: false },
);
stage.addEventListener("scroll", () => layout && showMap());
map.addEventListener("pointerdown", (event) => {
  const { left, top, width, height } = map.getBoundingClientRect(),
    factor = scale();
  stage.scrollTo({
    left: ((event.clientX - left) / width) * layout.width * factor - room.x / 2,
    top: ((event.clientY - top) / height) * layout.height * factor - room.y / 2,
    behavior: "instant",
  });
});
