"""What OWSLib reads of the server at argv[1], as one JSON object. Run by clients.test.mjs with Debian's python3-owslib."""
import json
import sys

from owslib.ogcapi.features import Features

api = Features(sys.argv[1])
LAMBERT93 = 'http://www.opengis.net/def/crs/EPSG/0/2154'


def page(collection, **wanted):
    answer = api.collection_items(collection, **wanted)
    return {'matched': answer['numberMatched'], 'ids': [each['id'] for each in answer['features']]}


def refused(call, *arguments, **wanted):
    try:
        call(*arguments, **wanted)
    except RuntimeError as said:
        return json.loads(str(said))
    return None


description = api.api()
lens = api.collection_items('communes', nom='Lens', crs=LAMBERT93)['features'][0]
print(json.dumps({
    'landing': {'title': api.response['title'], 'rels': sorted({link['rel'] for link in api.links})},
    'api': {'openapi': description['openapi'], 'paths': list(description['paths'])},
    'classes': api.conformance()['conformsTo'],
    'collections': [each['id'] for each in api.collections()['collections']],
    'features': api.feature_collections(),
    'collection': api.collection('communes'),
    'queryables': list(api.collection_queryables('communes')['properties']),
    'limit': page('communes', limit=7),
    'offset': page('communes', limit=7, offset=7),
    'bbox': page('communes', limit=1000, bbox=[2.8, 50.42, 2.84, 50.44]),
    'bbox93': page('communes', limit=1000, bbox=[680000, 7030000, 690000, 7040000], **{'bbox-crs': LAMBERT93}),
    'property': page('communes', nom='Lens'),
    'filter': page('communes', filter='population > 20000'),
    'sorted': page('communes', limit=3, sortby='-population'),
    'before': page('cycle-routes', datetime='../2000-01-01'),
    'since': page('cycle-routes', datetime='2000-01-01/..'),
    'lens93': lens['geometry'],
    'item': api.collection_item('communes', '62498'),
    'no_item': refused(api.collection_item, 'communes', 'nope'),
    'no_collection': refused(api.collection, 'nope'),
    'wrong': refused(api.collection_items, 'communes', limit='many'),
}))
