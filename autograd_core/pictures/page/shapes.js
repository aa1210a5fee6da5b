// ── text, boxes and lines of SVG ───────────────────────────────────────────────────────

const stage = $("stage"),
  drawing = stage.querySelector("svg");
const SIZE = { name: 14.5, text: 13.5, line: 18, chip: 11.5 };

const pen = document.createElement("canvas").getContext("2d"),
  typeface = getComputedStyle(document.body).fontFamily,
  widths = new Map();
function measured(text, size, weight = 400) {
  const key = `${weight}${text}`;
  if (!widths.has(key)) {
    pen.font = `${weight} 20px ${typeface}`;
    widths.set(key, pen.measureText(text).width / 20);
    if (widths.size > 5000) widths.clear();
  }
  return size * (widths.get(key) ?? [...text].length * 0.6);
}

function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
// Text in no more than that room: what is wider is set smaller, so that no figure is lost.
function write(element, text, room, size, weight = 400) {
  element.textContent = text;
  const wide = measured(text, size, weight);
  element.style.fontSize = wide > room ? `${((size * room) / wide).toFixed(2)}px` : "";
}

const NUMERAL = measured("∇ −0.00913", SIZE.text); // room for a number and its sign

const rectangle = (box, kind = "box", grow = 0, radius = 8) =>
  svg("rect", {
    class: kind,
    x: (box.x - box.width / 2 - grow).toFixed(1),
    y: (box.y - box.height / 2 - grow).toFixed(1),
    width: (box.width + 2 * grow).toFixed(1),
    height: (box.height + 2 * grow).toFixed(1),
    rx: radius,
  });
const line = (kind, x, y, ...content) => svg("text", { class: kind, x: x.toFixed(1), y: y.toFixed(1) }, ...content);
