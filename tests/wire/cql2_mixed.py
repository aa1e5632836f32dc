# Questions of GEOMETRYCOLLECTIONs and their answers, reckoned apart from the server and without any geometry library: all coordinates are
# fractions, all lines are cut where they meet, and every corner, every piece of a line and both sides of it are looked up in both
# geometries, which gives their DE-9IM matrix (OGC 06-103r4, 6.1.15.3). A collection is what its members cover together: areas, then lines
# outside them, then points outside both. Prints a line of JSON for each: op, left, right, answer, matrix.
# python3 cql2_mixed.py COUNT SEED
import json
import random
import sys
from fractions import Fraction as F

OPS = ['intersects', 'equals', 'disjoint', 'touches', 'within', 'overlaps', 'crosses', 'contains']
TINY = F(1, 10 ** 12)


def cross(o, a, b):
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def on_segment(p, a, b):
    return cross(a, b, p) == 0 and min(a[0], b[0]) <= p[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= p[1] <= max(a[1], b[1])


def pairs(line):
    return list(zip(line, line[1:]))


class Shape:
    """points: places; lines: lists of places; areas: closed rings."""

    def __init__(self, points=(), lines=(), areas=()):
        self.points, self.lines, self.areas = list(points), list(lines), list(areas)

    def dimension(self):
        return 2 if self.areas else 1 if self.lines else 0

    def segments(self):
        return [pair for line in [*self.lines, *self.areas] for pair in pairs(line)]

    def places(self):
        return [*self.points, *(at for line in [*self.lines, *self.areas] for at in line)]

    @staticmethod
    def in_ring(p, ring):
        inside = False
        for a, b in pairs(ring):
            if on_segment(p, a, b):
                return 'B'
            if (a[1] > p[1]) != (b[1] > p[1]) and p[0] < a[0] + (p[1] - a[1]) * (b[0] - a[0]) / (b[1] - a[1]):
                inside = not inside
        return 'I' if inside else 'E'

    def in_areas(self, p):
        found = {self.in_ring(p, ring) for ring in self.areas}
        if 'I' in found or 'B' not in found:
            return 'I' if 'I' in found else 'E'
        # on a border: inside all the same where areas lie all around
        for dx, dy in self.around(p):
            if all(self.in_ring((p[0] + dx, p[1] + dy), ring) == 'E' for ring in self.areas):
                return 'B'
        return 'I'

    def around(self, p):
        """A tiny way into each of the sectors that the borders at a place make."""
        ways = []
        for ring in self.areas:
            for a, b in pairs(ring):
                if on_segment(p, a, b):
                    ways += [(at[0] - p[0], at[1] - p[1]) for at in (a, b) if at != p]
        size = [max(abs(x), abs(y)) for x, y in ways]
        unit = sorted({(x / s, y / s) for (x, y), s in zip(ways, size)}, key=turn)
        for i, (x, y) in enumerate(unit):
            u, v = unit[(i + 1) % len(unit)]
            mid = (x + u, y + v)
            # more than half a turn, or half of one exactly: aside of the first
            if mid == (0, 0) or x * v - y * u <= 0:
                mid = (-y, x)
            yield mid[0] * TINY, mid[1] * TINY

    def locate(self, p):
        place = self.in_areas(p)
        if place != 'E':
            return place
        if any(on_segment(p, a, b) for line in self.lines for a, b in pairs(line)):
            ends = sum((line[0] == p) + (line[-1] == p) for line in self.lines)
            return 'B' if ends % 2 else 'I'
        return 'I' if p in self.points else 'E'


def turn(way):
    """An order of ways around a place, without a square root."""
    x, y = way
    half = 0 if y > 0 or (y == 0 and x > 0) else 1
    return half, (-x if half == 0 else x) / (abs(x) + abs(y)) if y != 0 else F(-1)


def meeting(first, second):
    (a, b), (c, d) = first, second
    u, v = (b[0] - a[0], b[1] - a[1]), (d[0] - c[0], d[1] - c[1])
    across = u[0] * v[1] - u[1] * v[0]
    if across == 0:
        return [p for p in (c, d) if on_segment(p, a, b)]
    t = ((c[0] - a[0]) * v[1] - (c[1] - a[1]) * v[0]) / across
    s = ((c[0] - a[0]) * u[1] - (c[1] - a[1]) * u[0]) / across
    return [(a[0] + t * u[0], a[1] + t * u[1])] if 0 <= t <= 1 and 0 <= s <= 1 else []


def matrix(one, two):
    cells = {}

    def look(p, dimension):
        key = one.locate(p) + two.locate(p)
        cells[key] = max(cells.get(key, -1), dimension)

    segments = one.segments() + two.segments()
    for p in one.places() + two.places():
        look(p, 0)
    for segment in segments:
        a, b = segment
        cuts = {a, b, *(p for p in one.places() + two.places() if on_segment(p, a, b))}
        for other in segments:
            cuts.update(meeting(segment, other))
        cuts = sorted(cuts)
        for p in cuts:
            look(p, 0)
        for p, q in zip(cuts, cuts[1:]):
            x, y = (p[0] + q[0]) / 2, (p[1] + q[1]) / 2
            look((x, y), 1)
            nx, ny = (p[1] - q[1]) * TINY, (q[0] - p[0]) * TINY
            look((x + nx, y + ny), 2)
            look((x - nx, y - ny), 2)
    cells['EE'] = 2
    return ''.join('F' if cells.get(a + b, -1) < 0 else str(cells[a + b]) for a in 'IBE' for b in 'IBE')


def fits(found, pattern):
    return all(p == '*' or (p == 'T' and f != 'F') or p == f for f, p in zip(found, pattern))


def answer(op, found, left, right):
    met = not fits(found, 'FF*FF****')
    if op in ('intersects', 'disjoint'):
        return met == (op == 'intersects')
    if op == 'equals':
        return fits(found, 'T*F**FFF*')
    if op == 'touches':
        return met and found[0] == 'F' and (left, right) != (0, 0)
    if op == 'within':
        return fits(found, 'T*F**F***')
    if op == 'contains':
        return fits(found, 'T*****FF*')
    if op == 'overlaps':
        return left == right and fits(found, '1*T***T**' if left == 1 else 'T*T***T**')
    if left == right:
        return left == 1 and fits(found, '0********')
    return fits(found, 'T*T******' if left < right else 'T*****T**')


# ---- made up ----

def place(rng):
    return F(rng.randint(0, 6)), F(rng.randint(0, 6))


def is_simple(ring):
    edges = pairs(ring)
    for i, first in enumerate(edges):
        for j, second in enumerate(edges):
            if i < j:
                met = meeting(first, second)
                near = j == i + 1 or (i == 0 and j == len(edges) - 1)
                if len(met) > (1 if near else 0):
                    return False
    return len(set(ring)) == len(ring) - 1 and sum(a[0] * b[1] - b[0] * a[1] for a, b in edges) != 0


def is_box(ring):
    return len(ring) == 5 and all(a[0] == b[0] or a[1] == b[1] for a, b in pairs(ring))


def area(rng):
    while True:
        if rng.random() < 0.5:
            (x, y), (u, v) = place(rng), place(rng)
            ring = [(x, y), (u, y), (u, v), (x, v), (x, y)]
        else:
            ring = [place(rng) for _ in range(rng.randint(3, 5))]
            ring.append(ring[0])
        if is_simple(ring):
            return ring


def line(rng):
    while True:
        made = [place(rng) for _ in range(rng.randint(2, 4))]
        if all(a != b for a, b in pairs(made)):
            return made


def runs_twice(lines):
    """Does a piece of line lie on another? Then GEOS counts its ends twice, or not, as it unites them."""
    edges = [pair for each in lines for pair in pairs(each)]
    for i, (a, b) in enumerate(edges):
        for c, d in edges[:i]:
            if cross(a, b, c) == 0 and cross(a, b, d) == 0 and len({p for p in (a, b) if on_segment(p, c, d)} | {p for p in (c, d) if on_segment(p, a, b)}) > 1:
                return True
    return False


def collection(rng, like):
    """With something of the other one in it, so that what is equal, covered or touched comes up."""
    while True:
        made = Shape([place(rng) for _ in range(rng.randint(0, 3))], [line(rng) for _ in range(rng.randint(0, 2))],
                     [area(rng) for _ in range(rng.randint(0, 2))])
        if like and rng.random() < 0.6:
            made.points += [at for at in like.points if rng.random() < 0.7]
            made.lines += [each[:rng.randint(2, len(each))] if rng.random() < 0.5 else each for each in like.lines if rng.random() < 0.7]
            made.areas += [each for each in like.areas if rng.random() < 0.7]
            if rng.random() < 0.5:
                made.points, made.lines, made.areas = made.points[-2:], made.lines[-1:], made.areas[-1:]
        # areas that cross are united by the server, whose corners then are doubles: boxes cross where the grid has places
        if len(made.areas) > 1 and not all(is_box(each) for each in made.areas):
            made.areas = made.areas[-1:]
        if len({id(each) for each in made.lines}) == len(made.lines) and not runs_twice(made.lines) and \
                sum(bool(each) for each in (made.points, made.lines, made.areas)) + len(made.areas) > 1:
            return made


def single(rng):
    way = rng.randrange(5)
    if way == 0:
        return Shape([place(rng)])
    if way == 1:
        return Shape([place(rng) for _ in range(rng.randint(2, 3))])
    if way < 4:
        while True:
            made = Shape(lines=[line(rng) for _ in range(rng.randint(1, way - 1))])
            if not runs_twice(made.lines):
                return made
    return Shape(areas=[area(rng)])


def written(shape, rng):
    def at(p):
        return f'{700000 + 100 * p[0]} {7000000 + 100 * p[1]}'

    def run(places):
        return '(' + ','.join(at(p) for p in places) + ')'

    members = [f'POINT({at(p)})' for p in shape.points] + ['LINESTRING' + run(each) for each in shape.lines] + [f'POLYGON({run(each)})' for each in shape.areas]
    if len(members) == 1:
        return members[0]
    if len(members) == len(shape.points):
        return 'MULTIPOINT(' + ','.join(f'({at(p)})' for p in shape.points) + ')'
    if len(members) == len(shape.lines):
        return 'MULTILINESTRING(' + ','.join(run(each) for each in shape.lines) + ')'
    rng.shuffle(members)
    if len(members) > 2 and rng.random() < 0.3:
        members = [members[0], 'GEOMETRYCOLLECTION(' + ','.join(members[1:]) + ')']
    return 'GEOMETRYCOLLECTION(' + ','.join(members) + ')'


def main():
    count, rng = int(sys.argv[1]), random.Random(int(sys.argv[2]))
    made = 0
    while made < count:
        base = single(rng) if rng.random() < 0.8 else collection(rng, None)
        other = collection(rng, base)
        left, right = (base, other) if rng.random() < 0.5 else (other, base)
        found = matrix(left, right)
        texts = written(left, rng), written(right, rng)
        for op in OPS:
            print(json.dumps({'op': op, 'left': texts[0], 'right': texts[1], 'answer': answer(op, found, left.dimension(), right.dimension()), 'matrix': found}))
        made += 1


main()
