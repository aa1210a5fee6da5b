"""What goes through the groups of a tape: one sweep, and sweeps over samples, as text for numba."""

DRIVE = """\
@native(DRIVE)
def drive(state):
    V, A, T, groups, count, args, kinds = (
        load(state, 0), load(state, 1), load(state, 2), load(state, 3), load(state, 4), load(state, 5), load(state, 6)
    )
    for i in range(count):
        g = 5 * i
        k = 4 * load(groups, g)
        call_kernel(
            load(kinds, k), V, A, T, load(groups, g + 2), load(groups, g + 3), args + 4 * load(groups, g + 4),
            load(kinds, k + 2), load(kinds, k + 3),
        )
    if not load(state, 10):
        return
    lanes, root = load(state, 7), load(state, 9)
    for i in range(load(state, 8) * lanes):
        store_float(A, i, -0.0)  # to which whatever is added is the sum, the sign of a zero too
    for l in range(lanes):
        store_float(A, root * lanes + l, 1.0)
    for i in range(count - 1, -1, -1):
        g = 5 * i
        k = 4 * load(groups, g)
        call_kernel(
            load(kinds, k + 1), V, A, T, load(groups, g + 2), load(groups, g + 3), args + 4 * load(groups, g + 4),
            load(kinds, k + 2), load(kinds, k + 3),
        )
"""
"""Goes forward through the groups and then, if it is to, back; `state` is the address of what it needs."""

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
