// A mapfile, and the files that it reads: the collection `communes` of a snapshot in each form that MapServer reads by itself, so
// that it races with the fastest. Copies are in the reference system that is asked for: MapServer then transforms nothing.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

function must(program, ...args) {
  const done = spawnSync(program, args, { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${done.error ?? done.stderr}`)
}

/** `table` of a snapshot as Shapefile with shptree's index and as FlatGeobuf, each in `crs` ("EPSG:4326"). */
export function copies(dir, snapshot, table, crs) {
  const name = `${table}_${crs.slice(5)}`
  must('ogr2ogr', '-f', 'ESRI Shapefile', join(dir, `${name}.shp`), snapshot, table, '-t_srs', crs, '-lco', 'ENCODING=UTF-8')
  must('shptree', join(dir, `${name}.shp`))
  must('ogr2ogr', '-f', 'FlatGeobuf', join(dir, `${name}.fgb`), snapshot, table, '-t_srs', crs)
}

/** The forms of a layer, best known first; `layer` is its name in the mapfile. */
export function forms(dir, snapshot, table, crs) {
  const name = `${table}_${crs.slice(5)}`
  return [
    { form: 'Shapefile', layer: 'shp', crs, data: `DATA "${dir}/${name}.shp"` },
    { form: 'FlatGeobuf', layer: 'fgb', crs, data: `CONNECTIONTYPE FLATGEOBUF DATA "${dir}/${name}.fgb"` },
    { form: 'SpatiaLite', layer: 'sql', crs: 'EPSG:2154', data: `CONNECTIONTYPE OGR CONNECTION "${snapshot}" DATA "${table}" PROCESSING "CLOSE_CONNECTION=DEFER"` },
  ]
}

const layer = ({ layer, crs, data, fields }) => `
  LAYER
    NAME "${layer}" TYPE POLYGON STATUS ON ${data} PROJECTION "${crs.toLowerCase()}" END
    METADATA "ows_title" "${layer}" "gml_featureid" "insee" "gml_include_items" "${fields}" "gml_types" "auto" END
    TEMPLATE "none"
    CLASS STYLE COLOR 0 0 0 END END
  END`

/** `fields` go out with each feature. Tiles are cut with the same buffer as terril's, in 4096 units. */
export const mapfile = (layers, { crs, extent, fields }) => `MAP
  NAME "bench" SIZE 256 256 EXTENT ${extent.join(' ')} UNITS ${crs === 'EPSG:4326' ? 'DD' : 'METERS'} PROJECTION "${crs.toLowerCase()}" END
  CONFIG "MS_ERRORFILE" "stderr"
  OUTPUTFORMAT NAME "mvt" DRIVER MVT FORMATOPTION "EXTENT=4096" FORMATOPTION "EDGE_BUFFER=10" END
  WEB METADATA "ows_title" "bench" "ows_enable_request" "*" "oga_onlineresource" "http://127.0.0.1/mapserv/BENCH/ogcapi" "oga_max_limit" "10000" END END
  ${layers.map((each) => layer({ ...each, fields })).join('')}
END
`
