"""What goes through the groups of a tape: one sweep, sweeps over samples, and a function for Python, as text."""

DRIVE = """\
@native(DRIVE)
def drive(state):
    V, A, T, groups, count, args, kinds = (
        load(state, 0), load(state, 1), load(state, 2), load(state, 3), load(state, 4), load(state, 5), load(state, 6)
    )
    first, there = load(state, 18), 4 * load(state, 10)
    for i in range(count):
        k, nodes = 5 * load_small(groups, 2 * i), load_small(groups, 2 * i + 1)
        width = load(kinds, k + 2)
        call_kernel(load(kinds, k + there), V, A, T, first, nodes, args, width, load(kinds, k + 3))
        first += nodes
        args += 4 * width * nodes
    if not load(state, 10):
        return
    lanes, root = load(state, 7), load(state, 9)
    for i in range(load(state, 8) * lanes):
        store_float(A, i, -0.0)  # to which whatever is added is the sum, the sign of a zero too
    for l in range(lanes):
        store_float(A, root * lanes + l, 1.0)
    for i in range(count - 1, -1, -1):
        k, nodes = 5 * load_small(groups, 2 * i), load_small(groups, 2 * i + 1)
        width = load(kinds, k + 2)
        first -= nodes
        args -= 4 * width * nodes
        call_kernel(load(kinds, k + 1), V, A, T, first, nodes, args, width, load(kinds, k + 3))
"""
"""Goes forward through the groups and then, if it is to, back; `state` is the address of what it needs.

A group is its kind and how many nodes it has: groups follow each other, and so do the arguments of their nodes.
"""

DRIVE_SAMPLES = (
    DRIVE
    + """

@native(DRIVE_SAMPLES)
def drive_samples(
    state, V, A, lanes, columns, samples, places, given, outputs, results, found, wrt, towards, slopes, together,
    start, stop,
):
    while start < stop:
        here = min(lanes, stop - start)
        for i in range(given):
            for l in range(lanes):  # the last lanes may repeat a sample
                V[places[i] * lanes + l] = columns[i * samples + start + min(l, here - 1)]
        drive(state)
        for i in range(results):
            for l in range(here):
                found[i * samples + start + l] = V[outputs[i] * lanes + l]
        for i in range(towards):
            a = wrt[i] * lanes
            if a >= 0 and together:
                total = slopes[i]
                for l in range(here):
                    total += A[a + l]
                slopes[i] = total
            elif a >= 0:
                for l in range(here):
                    slopes[i * samples + start + l] = A[a + l]
        start += here
"""
)
"""Does so for the samples from `start` to before `stop` of all `samples`, in `lanes` at a time.

`columns` hold the inputs at `places`, `found` takes the outputs, and `slopes` the adjoints of `wrt`, each of them or,
`together`, their sum from the first sample to the last.
"""

CALL = """\
@from_python
def call(owner, args, count):
    state = integer(owner)
    V, A, back, wrt, towards = load(state, 0), load(state, 1), load(state, 10), load(state, 12), load(state, 13)
    fits = count == load(state, 11) and load(state, 14) == 0
    for i in range(count if fits else 0):
        x = load(args, i)
        kind = type_of(x)
        release(kind)
        if kind != load(state, 15):
            fits = False
            break
        store_float(V, i, from_float(x))
    if not fits:
        nothing = load(state, 16)
        keep(nothing)
        return nothing
    store(state, 14, 1)
    call_drive(load(state, 17), state)
    store(state, 14, 0)
    value = to_float(load_float(V, load(state, 9)))
    if value == 0 or back == 0:
        return value
    slopes, pair = new_list(towards), new_tuple(2)
    if slopes == 0 or pair == 0:
        return 0
    for i in range(towards):
        a = load(wrt, i)
        slope = to_float(load_float(A, a) if a >= 0 else 0.0)
        if slope == 0:
            return 0
        set_item(slopes, i, slope)
    set_part(pair, 0, value)
    set_part(pair, 1, slopes)
    return pair
"""
"""Is called by Python itself, with floats: gives the value or, going `back`, a pair of it and the list of adjoints.

None for other arguments, and while another thread is in there.  What is 0 is where Python has no memory left.
"""
