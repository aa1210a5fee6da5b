/* What a node costs in a large graph, and what another layout of it could save: plain C, with an index per argument.

       gcc -O3 -march=native benchmarks/tiles.c -o /tmp/tiles && /tmp/tiles

   The graph is that of `python benchmarks/compiled.py --sizes N`: ten thousand to ten million nodes, in branches of
   seven, relu(((a b + a) c + b) a - b).  It is run forward and back in five ways:

   levels       as programs are: all nodes of a level and op after each other;
   tiles        branch by branch, 1,024 of them at a time, so that adjoints of a tile are soon done with, and the next
                tile has their place: what remains in memory are values and indices;
   recomputed   the same for values: going back, a tile is computed once more.  What remains are indices.

   in a row     as levels, but the first arguments of all groups but the first follow each other in memory: where they
                begin is all that is kept of them, which spares six of thirteen indices;
   all          tiles, recomputed, in a row: what remains are seven indices a branch.

   Where the graph no longer stays near the processor, all of them wait for memory: a node costs twice as much, and
   more.  So none of these layouts keeps its cost within 1.5 times from 10^4 to 10^7 nodes, and programs have the first.
*/

#define _POSIX_C_SOURCE 199309L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MUL, ADD, SUB, RELU };
static const int OPS[7] = {MUL, ADD, MUL, ADD, MUL, SUB, RELU};
enum { WEIGHTS = 101 }; /* a hundred, and the constant c */

typedef struct {
    int op;
    long first, nodes, slot; /* where its values stand, and its adjoints */
    const int32_t *args;
    long row; /* where its first arguments begin, if they follow each other and are not among args; else 0 */
} Group;

static void forward(const Group *g, double *v) {
    const int32_t *a = g->args;
    double *y = v + g->first;
    const long n = g->nodes;
    switch (g->op) {
    case MUL: for (long j = 0; j < n; j++) y[j] = v[a[2 * j]] * v[a[2 * j + 1]]; break;
    case ADD: for (long j = 0; j < n; j++) y[j] = v[a[2 * j]] + v[a[2 * j + 1]]; break;
    case SUB: for (long j = 0; j < n; j++) y[j] = v[a[2 * j]] - v[a[2 * j + 1]]; break;
    default: for (long j = 0; j < n; j++) y[j] = v[a[j]] > 0 ? v[a[j]] : 0;
    }
}

/* An argument from `kept` on has its adjoint so many places before its value. */
#define AT(i) d[(i) >= kept ? (i) - shift : (i)]

static void backward(const Group *g, const double *v, double *d, long kept) {
    const int32_t *a = g->args;
    const double *bar = d + g->slot;
    const long n = g->nodes, shift = g->first >= kept ? g->first - g->slot : 0;
    switch (g->op) {
    case MUL:
        for (long j = 0; j < n; j++) {
            const double left = bar[j] * v[a[2 * j + 1]], right = bar[j] * v[a[2 * j]];
            AT(a[2 * j]) += left, AT(a[2 * j + 1]) += right;
        }
        break;
    case ADD: for (long j = 0; j < n; j++) AT(a[2 * j]) += bar[j], AT(a[2 * j + 1]) += bar[j]; break;
    case SUB: for (long j = 0; j < n; j++) AT(a[2 * j]) += bar[j], AT(a[2 * j + 1]) -= bar[j]; break;
    default: for (long j = 0; j < n; j++) AT(a[j]) += v[a[j]] > 0 ? bar[j] : 0;
    }
}

/* The same for groups whose first arguments stand in a row. */
static void forward_in_a_row(const Group *g, double *v) {
    const int32_t *a = g->args;
    const double *x = v + g->row;
    double *y = v + g->first;
    const long n = g->nodes;
    switch (g->op) {
    case MUL: for (long j = 0; j < n; j++) y[j] = x[j] * v[a[j]]; break;
    case ADD: for (long j = 0; j < n; j++) y[j] = x[j] + v[a[j]]; break;
    case SUB: for (long j = 0; j < n; j++) y[j] = x[j] - v[a[j]]; break;
    default: for (long j = 0; j < n; j++) y[j] = x[j] > 0 ? x[j] : 0;
    }
}

static void backward_in_a_row(const Group *g, const double *v, double *d) {
    const int32_t *a = g->args;
    const double *bar = d + g->slot, *x = v + g->row;
    double *to = d + g->slot - (g->first - g->row);
    const long n = g->nodes;
    switch (g->op) {
    case MUL: for (long j = 0; j < n; j++) to[j] += bar[j] * v[a[j]], d[a[j]] += bar[j] * x[j]; break;
    case ADD: for (long j = 0; j < n; j++) to[j] += bar[j], d[a[j]] += bar[j]; break;
    case SUB: for (long j = 0; j < n; j++) to[j] += bar[j], d[a[j]] -= bar[j]; break;
    default: for (long j = 0; j < n; j++) to[j] += x[j] > 0 ? bar[j] : 0;
    }
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec + 1e-9 * now.tv_nsec;
}

/* The best time of a node, of which there are 7 a branch; tiles of so many branches. */
static double measured(long branches, long tile, int reuse_adjoints, int reuse_values, int in_a_row) {
    if (tile > branches) tile = branches;
    const long tiles = branches / tile, nodes = 7 * tiles * tile;
    const long values = WEIGHTS + 7 * (reuse_values ? tile : tiles * tile);
    Group *groups = malloc(7 * tiles * sizeof *groups), *g = groups;
    int32_t *indices = malloc(2 * nodes * sizeof *indices), *args = indices;
    double *v = calloc(values, sizeof *v), *d = calloc(WEIGHTS + 7 * (reuse_adjoints ? tile : tiles * tile), sizeof *d);
    for (int i = 0; i < WEIGHTS; i++) v[i] = 0.01 * (i + 1);
    for (long t = 0; t < tiles; t++)
        for (int k = 0; k < 7; k++, g++) {
            const long first = WEIGHTS + 7 * tile * (reuse_values ? 0 : t) + k * tile;
            *g = (Group){OPS[k], first, tile, reuse_adjoints ? WEIGHTS + k * tile : first, args,
                         in_a_row && k ? first - tile : 0};
            for (long j = 0; j < tile; j++) {
                const long i = t * tile + j, a = i % 100, b = 7 * i % 100, second[7] = {b, a, 100, b, a, b, 0};
                if (!g->row) *args++ = k ? first - tile + j : a;
                if (k < 6) *args++ = second[k];
            }
        }
    double best = 1e9;
    for (long round = 0; round < 5 + 10000000 / nodes; round++) {
        const double start = seconds();
        for (long i = 0; i < 7 * tiles; i++) (groups[i].row ? forward_in_a_row : forward)(groups + i, v);
        for (long i = 0; i < WEIGHTS; i++) d[i] = 0;
        for (long t = tiles - 1; t >= 0; t--) {
            const Group *here = groups + 7 * t;
            if (reuse_values && t < tiles - 1)
                for (int k = 0; k < 7; k++) forward(here + k, v);
            for (long j = 0; j < 6 * tile; j++) d[here->slot + j] = 0;
            for (long j = 0; j < tile; j++) d[here[6].slot + j] = 1;
            for (int k = 6; k >= 0; k--)
                if (here[k].row) backward_in_a_row(here + k, v, d);
                else backward(here + k, v, d, WEIGHTS);
        }
        const double took = (seconds() - start) / nodes;
        if (took < best) best = took;
    }
    free(groups), free(indices), free(v), free(d);
    return best * 1e9;
}

int main(void) {
    printf("%10s %8s %8s %12s %9s %6s   ns a node\n", "nodes", "levels", "tiles", "recomputed", "in a row", "all");
    for (long nodes = 10000; nodes <= 10000000; nodes *= 10) {
        const long branches = nodes / 7;
        printf("%10ld %8.2f %8.2f %12.2f %9.2f %6.2f\n", nodes, measured(branches, branches, 0, 0, 0),
               measured(branches, 1024, 1, 0, 0), measured(branches, 1024, 1, 1, 0),
               measured(branches, branches, 0, 0, 1), measured(branches, 1024, 1, 1, 1));
    }
}
