"""Shapes from a seed, iris, tables, batches, and the pictures drawn from them."""

import math
import random
import statistics

import pytest

from nn.data import Dataset, batches, blobs, circles, digits, iris, moons, read_csv, scales, spirals, xor

SHAPES = [moons, circles, spirals, xor, blobs, digits]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_a_seed_draws_the_same_points(shape):
    """The same seed draws the same points, another seed others, and Python's own generator is left alone."""
    random.seed(5)
    before = random.getstate()
    assert list(shape(60, 0.1, seed=1)) == list(shape(60, 0.1, seed=1)) != list(shape(60, 0.1, seed=2))
    assert random.getstate() == before


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_classes_are_balanced(shape):
    """Classes differ by one example at most, whatever the count."""
    data = shape(61)
    counts = [data.targets.count(kind) for kind in range(len(data.classes))]
    assert sum(counts) == len(data) == 61
    assert max(counts) - min(counts) <= 1


def test_noise_is_a_standard_deviation():
    """Points lie around their shape with the deviation that was asked for, in both coordinates."""
    clean, noisy = moons(4000, 0).points, moons(4000, 0.2, seed=3).points
    for axis in (0, 1):
        deviations = [p[axis] - q[axis] for p, q in zip(clean, noisy)]
        assert abs(statistics.mean(deviations)) < 0.01
        assert abs(statistics.stdev(deviations) - 0.2) < 0.01


def test_shapes_without_noise():
    """Moons are half circles around (0, 0) and (1, 1/2), circles have radius 1 and 1/2,
    spirals wind once, blobs are their centres.
    """
    for (x, y), kind in moons(20, 0):
        assert math.isclose(math.hypot(x, y) if kind == 0 else math.hypot(x - 1, y - 0.5), 1)
        assert y > 0 if kind == 0 else y < 0.5
    for point, kind in circles(20, 0):
        assert math.isclose(math.hypot(*point), 1 if kind == 0 else 0.5)
    for point, kind in spirals(30, 0, classes=3):
        turn = (math.atan2(point[1], point[0]) / (2 * math.pi) - kind / 3) % 1
        assert math.isclose(math.hypot(*point), turn)
    assert len({tuple(point) for point in blobs(12, 0, classes=4).points}) == 4
    assert all((x != y) == kind for (x, y), kind in xor(8))


def test_digits():
    """Without noise, a digit is ones on zeros, the same wherever it stands,
    and it stands everywhere but on the edge.
    """
    cuts = {kind: set() for kind in range(10)}
    corners = set()
    for (channel,), kind in digits(400, noise=0):
        drawn = [(y, x) for y, row in enumerate(channel) for x, pixel in enumerate(row) if pixel == 1]
        assert {pixel for row in channel for pixel in row} == {0, 1}
        top, left = min(y for y, _ in drawn), min(x for _, x in drawn)
        corners.add((top, left))
        cuts[kind].add(frozenset((y - top, x - left) for y, x in drawn))
        assert all(1 <= y <= 6 and 1 <= x <= 6 for y, x in drawn)
    assert corners == {(top, left) for top in (1, 2) for left in (1, 2, 3, 4)}
    assert all(len(ways) == 1 for ways in cuts.values())
    assert len(set().union(*cuts.values())) == 10


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((1,), "a data set needs at least one example of each class; got 1 of 2 classes"),
        ((10, -0.1), "noise is a standard deviation, finite and not below 0; got -0.1"),
        ((10, math.nan), "noise is a standard deviation, finite and not below 0; got nan"),
    ],
)
def test_bad_shapes(arguments, sentence):
    """What cannot be drawn is said."""
    with pytest.raises(ValueError, match=sentence):
        moons(*arguments)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_misused_shapes(shape):
    """A wrong name or kind of argument is answered with those that the shape has."""
    with pytest.raises(TypeError, match=rf"{shape.__name__}\(count, .*\) has no argument n; the nearest are"):
        shape(n=10)
    with pytest.raises(TypeError, match=r"needs count to be an integer; got 'a' \(str\)"):
        shape("a")


def test_a_file_is_no_list_of_examples():
    """Dataset takes examples; the name of a file, which is a row of letters, is sent to read_csv."""
    with pytest.raises(TypeError, match=r"got 'iris.csv': for a file, write nn\.data\.read_csv\(path\)"):
        Dataset("iris.csv")


def test_iris_is_fishers():
    """150 rows, 50 of each species; means and variances as published, and Fisher's rows 35 and 38,
    which a well-known copy changed.
    """
    data = iris()
    assert data.classes == ("setosa", "versicolor", "virginica")
    assert [data.targets.count(kind) for kind in range(3)] == [50, 50, 50]
    means = [[5.006, 3.428, 1.462, 0.246], [5.936, 2.770, 4.260, 1.326], [6.588, 2.974, 5.552, 2.026]]
    variances = [
        [0.124249, 0.143690, 0.030159, 0.011106],
        [0.266433, 0.098469, 0.220816, 0.039106],
        [0.404343, 0.104004, 0.304588, 0.075433],
    ]
    for kind in range(3):
        columns = list(zip(*(point for point, target in data if target == kind)))
        for column, mean, variance in zip(columns, means[kind], variances[kind]):
            assert math.isclose(statistics.mean(column), mean, abs_tol=5e-5)
            assert math.isclose(statistics.variance(column), variance, abs_tol=5e-7)
    assert data.points[34] == [4.9, 3.1, 1.5, 0.2]
    assert data.points[37] == [4.9, 3.6, 1.4, 0.1]


def test_split():
    """A split is drawn from its seed, keeps the share of each class, and loses and doubles nobody."""
    train, held_out = iris().split(2 / 3, seed=1)
    assert [train.targets.count(kind) for kind in range(3)] == [33, 33, 33]
    assert len(held_out) == 51
    assert sorted([*train, *held_out]) == sorted(iris())
    assert list(train) == list(iris().split(2 / 3, seed=1)[0]) != list(iris().split(2 / 3, seed=2)[0])
    for fraction in (0, 1, 0.001, math.nan):
        with pytest.raises(
            ValueError, match=f"needs a fraction that leaves examples on both sides; got {fraction} of 150"
        ):
            iris().split(fraction)


def test_standardized():
    """Mean 0 and deviation 1 for each feature; held-out points are measured as the training points are; a constant
    stays finite.
    """
    train, held_out = Dataset([([1.0, 5.0], 0), ([3.0, 5.0], 1)], "ab"), Dataset([([4.0, 7.0], 0)], "ab")
    assert train.standardized().points == [[-1.0, 0.0], [1.0, 0.0]]
    assert held_out.standardized(like=train).points == [[2.0, 2.0]]


def test_batches():
    """Batches hold every example once, in order or shuffled by the generator that is given;
    without a size there is one.
    """
    assert list(batches(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(batches(range(3))) == [[0, 1, 2]]
    assert list(batches([])) == []
    shuffled = list(batches(range(100), 7, random.Random(1)))
    assert sorted(example for batch in shuffled for example in batch) == list(range(100))
    assert shuffled == list(batches(range(100), 7, random.Random(1))) != list(batches(range(100), 7))
    with pytest.raises(ValueError, match="a batch needs at least one example; got size 0"):
        list(batches([1], 0))


def test_a_table(tmp_path):
    """Quotes, spaces, a byte order mark and blank lines do not matter; classes are numbered as they come;
    any column may be the target.
    """
    path = tmp_path / "t.csv"
    path.write_bytes('\ufeffkind, size,"how, long"\r\nb,1,2.5\r\n\r\n a ,-1e3,"3"\r\nb,0,4\r\n'.encode())
    data = read_csv(path, "kind")
    assert data.features == ("size", "how, long")
    assert data.classes == ("b", "a")
    assert list(data) == [([1.0, 2.5], 0), ([-1000.0, 3.0], 1), ([0.0, 4.0], 0)]


def test_a_table_of_numbers(tmp_path):
    """Targets that are numbers stay numbers, and may be taken as classes."""
    path = tmp_path / "t.csv"
    path.write_text("x,y\n1,7\n2,3\n3,7\n")
    data = read_csv(path)
    assert (data.targets, data.classes) == ([7.0, 3.0, 7.0], ())
    assert (data.classified().targets, data.classified().classes) == ([1, 0, 1], ("3", "7"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", r"t\.csv must hold the names of the columns and at least one row of data; got 0 lines"),
        ("x,y\n", r"t\.csv must hold the names of the columns and at least one row of data; got 1 lines"),
        ("1,2\n3,4\n", r"t\.csv, line 1, column 1: a column needs a name of its own; got '1'"),
        ("x,x\n3,4\n", r"t\.csv, line 1, column 2: a column needs a name of its own; got 'x'"),
        ("x;y\n3;4\n", r"t\.csv needs two columns or more, separated by commas; got \['x;y'\]"),
        ("x,y\n1,2\n\n1,2,3\n", r"t\.csv, line 4: a row needs 2 columns, as line 1 has; got 3"),
        ("x,y\n1,2\n1\n", r"t\.csv, line 3: a row needs 2 columns, as line 1 has; got 1"),
        ("x,y\n1,2\none,2\n", r"t\.csv, line 3, column 1 \(x\) must hold a finite number; got 'one'"),
        ("x,y\n1,2\n1,\n", r"t\.csv, line 3, column 2 \(y\) must hold a finite number; got ''"),
        ("x,y\n1,2\n1,two\n", r"t\.csv, line 3, column 2 \(y\) must hold a finite number; got 'two'"),
        ("x,y\n1,a\nnan,b\n", r"t\.csv, line 3, column 1 \(x\) must hold a finite number; got 'nan'"),
        ("x,y\n1,a\n1_0,b\n", r"t\.csv, line 3, column 1 \(x\) must hold a finite number; got '1_0'"),
        ("x,y\n1,a\n1, \n", r"t\.csv, line 3, column 2 \(y\) must hold the name of a class; got ' '"),
        ('x,y\n1,"a\n', r"t\.csv, line 2: a quotation mark is never closed"),
        ("x;y\n1;2\n", r"separated by commas; got \[.x;y.\]: it looks separated by semicolons"),
        ("x\ty\n1\t2\n", r"it looks separated by tabs"),
    ],
)
def test_a_table_that_cannot_be_read(tmp_path, text, sentence):
    """What is wrong is said with file, line and column."""
    path = tmp_path / "t.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match=sentence):
        read_csv(path)


def test_a_table_in_another_alphabet(tmp_path):
    """A file that is no text in UTF-8 is said to be none;
    a column that is not there is answered with those that are.
    """
    path = tmp_path / "t.csv"
    path.write_bytes(b"x,y\n1,\xff\n")
    with pytest.raises(ValueError, match=r"t\.csv must be text in UTF-8; byte 6 is not"):
        read_csv(path)
    path.write_text("x,y\n1,2\n")
    with pytest.raises(ValueError, match=r"t\.csv has no column 'z' to predict; it has x, y"):
        read_csv(path, "z")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("x,y\n1,2\n٣,4\n".encode(), r"line 3, column 1 \(x\) must hold a finite number; got '٣'"),
        (b'x,y\n1,2\n"1\n",4\n', r"column 1 \(x\) must hold a finite number; got '1\\n'"),
        (b"x,y\n1,2\n1,\xe9\n", r"must be text in UTF-8; byte 10 is not, in line 3"),
        ("x,y\n1,2\n".encode("utf-16"), r"must be text in UTF-8; byte 0 is not, in line 1: .*; it looks like UTF-16"),
        (b"1,2\n3,4\n", r"got '1'; a header row is needed, with the names of the columns"),
    ],
)
def test_a_table_in_other_writing(tmp_path, content, sentence):
    """Digits of other scripts, line breaks in numbers,
    other encodings and a missing header are said with their line.
    """
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(ValueError, match=sentence):
        read_csv(tmp_path / "t.csv")


def test_features_as_large_as_floats():
    """Mean and spread of numbers near the end of the range are those of smaller ones, scaled."""
    assert scales([[1e308], [-1e308], [1e308], [-1e308]]) == ([0.0], [1e308])
    with pytest.raises(ValueError, match="feature x spans more than floats can"):
        scales([[math.inf], [1.0]], ["x"])
