// ── heights, and the way of each line ──────────────────────────────────────────────────

// Heights: each column as near as its order allows to the mean of its neighbours (isotonic regression), to and fro.
function placed(columns) {
  for (const column of columns) {
    let y = 0;
    column.forEach((spot, at) => {
      spot.offset = y + spot.height / 2;
      const next = column[at + 1]?.item;
      y += spot.height + (!spot.item ? 3 : next && spot.item.serves !== null && next.serves === spot.item.serves ? TOGETHER : APART);
    });
    for (const spot of column) spot.y = spot.offset - y / 2;
  }
  const rounds = 24;
  for (let round = 0; round < rounds; round++) {
    const way = round % 2 ? columns.slice().reverse() : columns,
      last = round >= rounds - 4;
    for (const column of way) {
      for (const spot of column) {
        const near = last ? [...spot.up, ...spot.down] : round % 2 ? spot.down : spot.up;
        const weigh = (other) => (!spot.item && !other.item ? 6 : 1 / Math.max(1, (round % 2 ? other.up : other.down).length));
        let sum = 0,
          weight = 0;
        for (const other of near) {
          const w = last ? 1 : weigh(other);
          sum += w * other.y;
          weight += w;
        }
        spot.wanted = weight ? sum / weight : spot.y;
        spot.weight = weight ? (spot.item ? near.length : 3) : 0.05;
      }
      isotonic(column);
    }
  }
}
function isotonic(column) {
  const blocks = [];
  for (const spot of column) {
    let block = { sum: spot.weight * (spot.wanted - spot.offset), weight: spot.weight, size: 1 };
    while (blocks.length && blocks.at(-1).sum / blocks.at(-1).weight > block.sum / block.weight) {
      const before = blocks.pop();
      block = { sum: before.sum + block.sum, weight: before.weight + block.weight, size: before.size + block.size };
    }
    blocks.push(block);
  }
  let i = 0;
  for (const block of blocks) for (let k = 0; k < block.size; k++, i++) column[i].y = column[i].offset + block.sum / block.weight;
}

// The finished drawing for a window: what it leaves free goes into the gaps.
function stretched({ widths, spots, routes, edges, wide, tall, gap: least }, room, scale) {
  const margin = 12,
    gaps = Math.max(1, widths.length - 1);
  const free = room.x / scale - 2 * margin - (wide - least * (widths.length - 1));
  const gap = Math.max(least, Math.min(GAP.most, free / gaps));
  const tallest = Math.max(1, (room.y / scale - 2 * margin) / tall),
    stretch = Math.min(tallest, 1.9);
  const lefts = [];
  let x = margin;
  for (const width of widths) {
    lefts.push(x);
    x += width + gap;
  }
  const total = { x: x - gap + margin, y: tall * stretch + 2 * margin };
  const boxes = new Map();
  const high = (spot) => margin + spot.y * stretch;
  for (const { item, rank, ...spot } of spots)
    boxes.set(item.id, { x: lefts[rank] + widths[rank] / 2, y: high(spot), width: item.width, height: item.height });
  // the ends of lines stand below each other on the side of a box, in the order of where they go
  const ports = { out: new Map(), in: new Map() };
  routes.forEach((route, e) => {
    for (const [side, spot, other] of [
      ["out", route[0], route[1]],
      ["in", route.at(-1), route.at(-2)],
    ]) {
      if (!ports[side].has(spot)) ports[side].set(spot, []);
      ports[side].get(spot).push({ e, y: other.y });
    }
  });
  const port = { out: [], in: [] };
  for (const side of ["out", "in"])
    for (const [spot, list] of ports[side]) {
      const room = spot.item.height * (side === "in" ? 0.7 : 0.4),
        step = Math.min(10, room / Math.max(1, list.length - 1));
      list.sort((a, b) => a.y - b.y || a.e - b.e);
      list.forEach(({ e }, i) => (port[side][e] = (i - (list.length - 1) / 2) * step));
    }
  const paths = new Map();
  routes.forEach((route, e) => {
    const [tail, head] = [route[0], route.at(-1)],
      from = boxes.get(tail.item.id),
      to = boxes.get(head.item.id);
    let at = { x: from.x + from.width / 2, y: from.y + port.out[e] };
    const curves = [];
    const goal = { x: to.x - to.width / 2, y: to.y + port.in[e] };
    const curve = (x, y, bend = (x - at.x) / 2) => {
      curves.push([at.x, at.y, at.x + bend, at.y, x - bend, y, x, y]);
      at = { x, y };
    };
    if (goal.x <= at.x) curve(goal.x, goal.y, 60);
    else {
      for (let i = 1; i < route.length; i++) {
        const spot = route[i],
          left = lefts[spot.rank];
        const y = i === route.length - 1 ? goal.y : high(spot);
        const before = lefts[spot.rank - 1] + widths[spot.rank - 1];
        if (at.x < before) curve(before, at.y); // straight to the edge of its column
        curve(left, y);
        if (i < route.length - 1) curve(left + widths[spot.rank], y);
        else if (goal.x > left) curve(goal.x, y);
      }
    }
    paths.set(edges[e].id, curves);
  });
  return { boxes, paths, gap, width: total.x, height: total.y };
}
