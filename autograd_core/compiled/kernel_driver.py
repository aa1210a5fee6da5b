"""What goes through the groups of a tape: one sweep, and sweeps over samples, as text for numba."""

DRIVER = """\
@njit("void(int64, int64)", cache=True, error_model="numpy")
def drive(state, back):
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
    if not back:
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


@njit(
    "void(int64, int64, f8[:, ::1], f8[:, ::1], f8[:, :], i8[::1], i8[::1], i8[::1], f8[:, :], f8[:, :], i8)",
    cache=True, error_model="numpy",
)
def drive_samples(state, back, V, A, columns, places, outputs, wrt, found, slopes, together):
    lanes, samples = V.shape[1], columns.shape[1]
    for start in range(0, samples, lanes):
        here = min(lanes, samples - start)
        for i in range(len(places)):
            for l in range(lanes):
                V[places[i], l] = columns[i, start + min(l, here - 1)]  # the last lanes may repeat a sample
        drive(state, back)
        for i in range(len(outputs)):
            for l in range(here):
                found[i, start + l] = V[outputs[i], l]
        if back:
            for i in range(len(wrt)):
                if wrt[i] < 0:
                    continue
                if together:
                    total = slopes[i, 0]
                    for l in range(here):
                        total += A[wrt[i], l]
                    slopes[i, 0] = total
                else:
                    for l in range(here):
                        slopes[i, start + l] = A[wrt[i], l]
"""
"""`drive` goes forward and then back; `state` is the address of what it needs.

`drive_samples` does so for each sample: `columns` hold the inputs at `places`, `found` takes the outputs, and `slopes`
the adjoints, each of them or, `together`, their sum from the first sample to the last.
"""
