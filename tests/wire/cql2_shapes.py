# Questions of geometry and their answers, reckoned apart from the server: geometry read from the snapshot's blobs by hand, relations by
# shapely. Prints a line of JSON for each: collection, op, order ("property first" or not), wkt (EPSG:2154), and the fids that answer.
# python3 cql2_shapes.py SNAPSHOT COUNT SEED
# With a fourth word "collections", questions of GEOMETRYCOLLECTIONs without an answer: collection, op, order, wkt, and a feature (fid) with
# its outline as the same text would have it.
import json
import random
import sqlite3
import struct
import sys

from shapely import wkb
from shapely.geometry import LineString, MultiPoint, MultiPolygon, Point, Polygon, box

OPS = ['intersects', 'equals', 'disjoint', 'touches', 'within', 'overlaps', 'crosses', 'contains']


def geometry_of(blob):
    # 00 01 SRID BOX 7C TYPE .. FE: within, each member begins with 69 where WKB has its byte order
    assert blob[0] == 0 and blob[1] == 1 and blob[38] == 0x7C and blob[-1] == 0xFE
    body, out, at = blob[39:-1], bytearray(b'\x01'), 0

    def take(size):
        nonlocal at
        out.extend(body[at:at + size])
        at += size

    def count():
        number, = struct.unpack_from('<I', body, at)
        take(4)
        return number

    def single(kind):
        if kind == 1:
            take(16)
        elif kind == 2:
            take(16 * count())
        else:
            for _ in range(count()):
                take(16 * count())

    def member():
        nonlocal at
        assert body[at] == 0x69
        at += 1
        out.append(1)
        single(count())

    kind = count()
    if kind <= 3:
        single(kind)
    else:
        for _ in range(count()):
            member()
    assert at == len(body)
    return wkb.loads(bytes(out))


def coordinates_of(geometry):
    if geometry.geom_type.startswith('Multi'):
        return [at for part in geometry.geoms for at in coordinates_of(part)]
    if geometry.geom_type == 'Polygon':
        return list(geometry.exterior.coords)
    return list(geometry.coords)


def literal(geometries, rng):
    """A shape that has something in common with a feature: its box, some of its points, or neither."""
    points = coordinates_of(rng.choice(geometries))
    x, y = rng.choice(points)
    start = rng.randrange(len(points))
    some = points[start:start + rng.randint(2, 12)]
    size = 10 ** rng.uniform(1, 4.5)
    way = rng.randrange(10)
    if way == 0:
        return Point(x, y)
    if way == 1 and len(some) >= 2:
        return LineString(some)
    if way == 2:
        return box(*rng.choice(geometries).bounds)
    if way == 3:
        return box(x, y, x + size, y + size)
    if way == 4 and len(some) >= 3:
        return Polygon(some)
    if way == 5:
        return MultiPoint([(x, y), (x + size, y), rng.choice(points)])
    if way == 6:
        return LineString([(x - size, y), (x + size, y + size / 3)])
    if way == 7:
        return MultiPolygon([box(x, y, x + size, y + size), box(x + 2 * size, y, x + 3 * size, y + size)])
    if way == 8:
        small = [each for each in geometries if len(coordinates_of(each)) < 40]
        return rng.choice(small) if small else Point(x, y)
    return Polygon([(x, y), (x + size, y), (x + size / 2, y + size)], [[(x + size / 2, y + size / 3), (x + size * 0.6, y + size / 3),
                                                                      (x + size / 2, y + size / 2.5)]])


def wkt_of(geometry):
    # not shapely's own, which rounds
    def ring(points):
        return '(' + ','.join(f'{at[0]!r} {at[1]!r}' for at in points) + ')'

    def part(one):
        if one.geom_type == 'Polygon':
            return '(' + ','.join(ring(each.coords) for each in [one.exterior, *one.interiors]) + ')'
        return ring(one.coords)

    if geometry.geom_type.startswith('Multi'):
        return geometry.geom_type.upper() + '(' + ','.join(part(one) for one in geometry.geoms) + ')'
    return geometry.geom_type.upper() + part(geometry)


def mixed(geometries, one, rng):
    """Some of a feature and of shapes near it, of several dimensions."""
    kept = [each for each in (one, Point(rng.choice(coordinates_of(one))), literal([one], rng), literal(geometries, rng)) if rng.random() < 0.7]
    return [part for each in kept for part in getattr(each, 'geoms', [each])]


def collections_main(collections, count, rng):
    made = 0
    while made < count:
        name = rng.choice(sorted(collections))
        rows = [row for row in collections[name] if len(coordinates_of(row[1])) < 60]
        if not rows:
            continue
        fid, one = rng.choice(rows)
        parts = mixed([geometry for _, geometry in rows], one, rng)
        wkt = 'GEOMETRYCOLLECTION(' + ','.join(map(wkt_of, parts)) + ')'
        if len({each.geom_type for each in parts}) < 2 or not all(each.is_valid and not each.is_empty for each in parts) or len(wkt) > 2500:
            continue
        for op in OPS:
            print(json.dumps({'collection': name, 'op': op, 'first': rng.random() < 0.5, 'wkt': wkt, 'fid': fid, 'outline': wkt_of(one)}))
        made += 1


def main():
    path, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    rng, db = random.Random(seed), sqlite3.connect(f'file:{path}?immutable=1', uri=True)
    collections = {}
    for name, table in db.execute('SELECT id, table_name FROM collection WHERE features BETWEEN 5 AND 400'):
        rows = [(fid, geometry_of(blob)) for fid, blob in db.execute(f'SELECT fid, geometry FROM "{table}" WHERE geometry IS NOT NULL')]
        collections[name] = rows
    if sys.argv[4:] == ['collections']:
        return collections_main(collections, count, rng)
    made = 0
    while made < count:
        name = rng.choice(sorted(collections))
        rows = collections[name]
        shape = literal([geometry for _, geometry in rows], rng)
        wkt = wkt_of(shape)
        if not shape.is_valid or shape.is_empty or len(wkt) > 1500:
            continue
        op, first = rng.choice(OPS), rng.random() < 0.8
        fids = [fid for fid, geometry in rows if (getattr(geometry, op)(shape) if first else getattr(shape, op)(geometry))]
        print(json.dumps({'collection': name, 'op': op, 'first': first, 'wkt': wkt, 'fids': fids}))
        made += 1


main()
