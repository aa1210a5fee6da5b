"""How long the page takes: making it, its first paint, and a step.

    python tests/measure_page.py

A step is timed from the key to the end of what it changes, and to the end of the frame that shows it; medians and the
95th of a hundred, at the start of the forward pass and at the end of the backward pass.
"""

import tempfile
import time
from pathlib import Path

import chromium
from playwright.sync_api import Page, sync_playwright

from autograd_core import Value, view
from nn import MLP, lecture_network, mean_squared_error

STEPS = """async ([from, count]) => {
  go(from);
  const times = [];
  for (let i = 0; i < count; i++) {
    await new Promise((done) => setTimeout(done, 20));
    const start = performance.now();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    const changed = performance.now();
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push([changed - start, performance.now() - start]);
  }
  return [0, 1].flatMap((i) => {
    const sorted = times.map((pair) => pair[i]).sort((a, b) => a - b);
    return [0.5, 0.95].map((share) => sorted[Math.floor(share * count)]);
  });
}"""

PAINT = "performance.getEntriesByType('paint').find((entry) => entry.name === 'first-paint')?.startTime ?? null"


def loss(*sizes: int) -> Value:
    """The error of a multilayer perceptron at one point."""
    model = MLP(list(sizes), ["tanh"] * (len(sizes) - 2) + ["identity"], seed=1)
    return mean_squared_error(
        model([Value(0.3 * i - 1, label=f"x{i}") for i in range(sizes[0])]), [0.5] * sizes[-1]
    ).named("loss")


def large() -> Value:
    """The loss of a network of neurons over 95 points: 65,000 nodes."""
    model, total = MLP([2, 16, 16, 1], "tanh", expanded=True), Value(0.0)
    for i in range(95):
        total = total + mean_squared_error(model([Value(i / 95), Value(1 - i / 95)]), [0.5])
    return total.named("loss")


def measure(tab: Page, y: Value, path: Path) -> None:
    start = time.perf_counter()
    page = view(y)
    made = time.perf_counter() - start
    page.save(path)
    start = time.perf_counter()
    tab.goto(path.as_uri())
    tab.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    drawn = time.perf_counter() - start
    tab.wait_for_timeout(1000)
    (count, end), painted = tab.evaluate("[nodes.length, END]"), tab.evaluate(PAINT)
    print(
        f"{count} nodes, {end} steps: {len(page.html.encode()) / 1000:.0f} kB, made in {made:.2f} s, first paint "
        f"after {painted:.0f} ms, drawn after {drawn:.2f} s"
    )
    for name, first in (("forward", 0), ("backward", max(0, end - 100))):
        changed, changed95, shown, shown95 = tab.evaluate(STEPS, [first, min(100, end)])
        print(
            f"  a step {name:8}: {changed:5.1f} ms (95th {changed95:5.1f}), "
            f"shown after {shown:5.1f} ms (95th {shown95:5.1f})"
        )


def main() -> None:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = chromium.launch(playwright)
        for y in (lecture_network()["E_total"], loss(8, 16, 14, 2), loss(16, 32, 30, 8), large()):
            tab = browser.new_page(viewport={"width": 1280, "height": 720})
            measure(tab, y, Path(folder) / "page.html")
            tab.close()
        browser.close()


if __name__ == "__main__":
    main()
