"""Which features meet a box: a scan of every feature, written apart from the server, with shapely and pyproj.

Arguments: GeoJSON files in EPSG:2154 with every digit, each named for its collection. Lines on stdin: JSON
{"collection", "crs", "boxes": [[xmin, ymin, xmax, ymax], ..]}; for each a line on stdout, {"must": [..], "may": [..]}: positions of
the features that meet a box, and of those besides that would do so if it were wider by what two programs may differ: 1e-9 degrees
(0.1 mm) or 0.1 mm. A geometry's lines are straight between its points' images in the box's system.
"""
import json
import sys
from pathlib import Path

from pyproj import Transformer
from shapely.geometry import box, shape
from shapely.ops import transform
from shapely.prepared import prep

# Null transformation between RGF93 and WGS 84 (EPSG:1671), as PROJ strings that name no datum say.
LAMBERT93 = "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 +units=m"
SYSTEMS = {
    "CRS84": "+proj=longlat +ellps=GRS80",
    "EPSG:2154": None,
    "EPSG:3857": "+proj=pipeline +step +inv " + LAMBERT93 + " +step +proj=webmerc +ellps=WGS84",
    "EPSG:3950": "+proj=lcc +lat_0=50 +lon_0=3 +lat_1=49.25 +lat_2=50.75 +x_0=1700000 +y_0=9200000 +ellps=GRS80",
}


def image(geometry, system):
    if SYSTEMS[system] is None:
        return geometry
    if system == "EPSG:3857":
        change = Transformer.from_pipeline(SYSTEMS[system])
    else:
        change = Transformer.from_crs(LAMBERT93, SYSTEMS[system], always_xy=True)
    return transform(change.transform, geometry)


def looked_up(geometry):
    return geometry.bounds, prep(geometry)


def main():
    layers = {}
    for name in sys.argv[1:]:
        features = json.loads(Path(name).read_text())["features"]
        shapes = [shape(each["geometry"]) for each in features]
        layers[Path(name).stem] = {system: [looked_up(image(each, system)) for each in shapes] for system in SYSTEMS}
    for line in sys.stdin:
        asked = json.loads(line)
        slack = 1e-9 if asked["crs"] == "CRS84" else 1e-4
        must, may = set(), set()
        for xmin, ymin, xmax, ymax in asked["boxes"]:
            wide = box(xmin - slack, ymin - slack, xmax + slack, ymax + slack)
            narrow = box(xmin + slack, ymin + slack, xmax - slack, ymax - slack)
            is_narrow = xmax - xmin > 2 * slack and ymax - ymin > 2 * slack
            for place, ((left, lower, right, upper), geometry) in enumerate(layers[asked["collection"]][asked["crs"]]):
                if right < xmin - slack or left > xmax + slack or upper < ymin - slack or lower > ymax + slack:
                    continue
                if geometry.intersects(wide):
                    may.add(place)
                if is_narrow and geometry.intersects(narrow):
                    must.add(place)
        print(json.dumps({"must": sorted(must), "may": sorted(may)}), flush=True)


main()
