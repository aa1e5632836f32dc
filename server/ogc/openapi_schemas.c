/* What is answered, as JSON Schema in the dialect of OpenAPI 3.0; ' stands for ", so that it can be read. */
#include "ogc/openapi.h"

#define REF(name)   "{'$ref':'#/components/schemas/" name "'}"
#define ARRAY(item) "{'type':'array','items':" item "}"
#define STRING      "{'type':'string'}"
#define COUNT       "{'type':'integer','minimum':0}"
#define URI         "{'type':'string','format':'uri'}"
#define KEY         "{'anyOf':[{'type':'string'},{'type':'integer'}]}"
#define EDITION     "{'type':'string','enum':['official','schematic']}"
#define PROCESS                                                                                                        \
    "'id':{'type':'string'},'title':{'type':'string'},'description':{'type':'string'},'version':{'type':'string'},"    \
    "'jobControlOptions':" ARRAY(STRING) ",'outputTransmission':" ARRAY(STRING)
#define LINKS ARRAY(REF("link"))

const struct openapi_schema openapi_schemas[] = {
    {"text", "{'type':'string'}"},
    {"bytes", "{'type':'string','format':'binary'}"},
    {"link", "{'type':'object','required':['href','rel','type','title'],'additionalProperties':false,'properties':{"
             "'href':{'type':'string'},'rel':{'type':'string'},'type':{'type':'string'},'title':{'type':'string'},"
             "'hreflang':{'type':'string'},'length':{'type':'integer'},'templated':{'type':'boolean'}}}"},
    /* RFC 9457 */
    {"problem", "{'type':'object','required':['title','status'],'properties':{"
                "'type':{'type':'string'},'title':{'type':'string'},'status':{'type':'integer','minimum':400,"
                "'maximum':599},'detail':{'type':'string','description':'Ce qui ne va pas et ce qui est permis'}}}"},
    {"box", "{'type':'array','items':{'type':'number'},'minItems':4,'maxItems':6}"},
    {"extent", "{'type':'object','properties':{"
               "'spatial':{'type':'object','required':['bbox'],'properties':{"
               "'bbox':{'type':'array','minItems':1,'items':" REF(
                   "box") "},'crs':" URI "}},"
                          "'temporal':{'type':'object','required':['interval'],'properties':{"
                          "'interval':{'type':'array','minItems':1,'items':{'type':'array','minItems':2,'maxItems':2,"
                          "'items':{'type':'string','nullable':true}}},'trs':" URI "}}}}"},
    {"landingPage", "{'type':'object','required':['title','description','attribution','links'],'properties':{"
                    "'title':{'type':'string'},'description':{'type':'string'},"
                    "'attribution':{'type':'string','description':'À citer avec toute carte ou copie'},"
                    "'edition':" EDITION ",'extent':" REF("extent") ",'crs':" ARRAY(
                        URI) ",'storageCrs':" URI ",'storageCrsExtent':" REF("extent") ",'links':" LINKS "}}"},
    {"openapi", "{'type':'object','required':['openapi','info','paths'],'properties':{'openapi':{'type':'string'},"
                "'info':{'type':'object'},'paths':{'type':'object'}}}"},
    {"conformance", "{'type':'object','required':['conformsTo'],'properties':{'conformsTo':" ARRAY(URI) "}}"},
    {"collections", "{'type':'object','required':['links','collections'],'properties':{'links':" LINKS
                    ",'collections':" ARRAY(REF("collection")) "}}"},
    {"collection", "{'type':'object','required':['id','title','links','itemType','crs'],'properties':{"
                   "'id':{'type':'string'},'title':{'type':'string'},'description':{'type':'string'},"
                   "'attribution':{'type':'string'},'licence':{'type':'string'},'edition':" EDITION
                   ",'numberOfFeatures':" COUNT ",'itemType':{'type':'string','enum':['feature']},"
                   "'extent':" REF("extent") ",'crs':" ARRAY(URI) ",'storageCrs':" URI ",'links':" LINKS "}}"},
    {"jsonSchema", "{'type':'object','required':['$schema','$id','type','properties','additionalProperties'],"
                   "'properties':{'$schema':" URI ",'$id':" URI ",'type':{'type':'string','enum':['object']},"
                   "'title':{'type':'string'},'description':{'type':'string'},"
                   "'properties':{'type':'object','additionalProperties':" REF(
                       "property") "},"
                                   "'required':" ARRAY(STRING) ",'additionalProperties':{'type':'boolean'}}}"},
    {"property", "{'type':'object','required':['title'],'properties':{"
                 "'title':{'type':'string'},'type':{'type':'string','enum':['string','integer','number','array']},"
                 "'format':{'type':'string'},'items':{'type':'object'},'enum':{'type':'array','items':{}},"
                 "'readOnly':{'type':'boolean'},'x-ogc-role':{'type':'string'},"
                 "'x-ogc-propertySeq':{'type':'integer','minimum':1},'x-ogc-unit':{'type':'string'},"
                 "'x-ogc-unitLang':{'type':'string'}}}"},
    /* RFC 7946 */
    {"geometry", "{'type':'object','nullable':true,'required':['type','coordinates'],'properties':{"
                 "'type':{'type':'string','enum':['Point','MultiPoint','LineString','MultiLineString','Polygon',"
                 "'MultiPolygon']},'coordinates':{'type':'array','items':{}}}}"},
    {"feature", "{'type':'object','required':['type','id','geometry','properties','links'],'properties':{"
                "'type':{'type':'string','enum':['Feature']},'id':" KEY ","
                "'geometry':" REF("geometry") ",'properties':{'type':'object'},'links':" LINKS "}}"},
    {"member", "{'type':'object','required':['type','geometry','properties'],'properties':{"
               "'type':{'type':'string','enum':['Feature']},'id':" KEY ","
               "'geometry':" REF("geometry") ",'properties':{'type':'object'}}}"},
    {"featureCollection", "{'type':'object','required':['type','features','links','numberMatched','numberReturned'],"
                          "'properties':{'type':{'type':'string','enum':['FeatureCollection']},"
                          "'numberMatched':" COUNT ",'numberReturned':" COUNT ",'timeStamp':{'type':'string'},"
                          "'links':" LINKS ",'features':" ARRAY(REF("member")) "}}"},
    /* OGC 21-045r1 */
    {"featureFg", "{'type':'object','required':['type','geometry','place','time','properties','conformsTo'],"
                  "'properties':{'type':{'type':'string','enum':['Feature']},'conformsTo':" ARRAY(
                      URI) ",'featureType':{'type':'string'},'coordRefSys':" URI
                           ",'place':{'type':'object','nullable':true},'time':{'type':'object','nullable':true},"
                           "'geometry':" REF("geometry") ",'properties':{'type':'object'},'links':" LINKS "}}"},
    {"featureCollectionFg",
     "{'type':'object','required':['type','features','conformsTo'],'properties':{'type':{'type':'string',"
     "'enum':['FeatureCollection']},'conformsTo':" ARRAY(URI) ",'coordRefSys':" URI ",'featureType':{'type':'string'},"
                                                              "'numberMatched':" COUNT ",'numberReturned':" COUNT
                                                              ",'features':{'type':'array','items':{'type':'object',"
                                                              "'required':['type','geometry','place','time',"
                                                              "'properties']}},'links':" LINKS "}}"},
    {"wholeLayer", "{'type':'object','required':['type','features'],'properties':{"
                   "'type':{'type':'string','enum':['FeatureCollection']},'name':{'type':'string'},"
                   "'title':{'type':'string'},'source':{'type':'string'},'date':{'type':'string','nullable':true},"
                   "'licence':{'type':'string'},'edition':" EDITION ",'generation':{'type':'string'},"
                   "'features':" ARRAY(REF("member")) "}}"},
    /* OGC 17-083r4 and 20-057 */
    {"tileSets", "{'type':'object','required':['tilesets','links'],'properties':{'links':" LINKS
                 ",'tilesets':" ARRAY(REF("tileSetItem")) "}}"},
    {"tileSetItem", "{'type':'object','required':['dataType','crs','links'],'properties':{"
                    "'title':{'type':'string'},'dataType':{'type':'string','enum':['vector','map']},'crs':" URI
                    ",'tileMatrixSetURI':" URI ",'tileMatrixSetId':{'type':'string'},'links':" LINKS "}}"},
    {"tileSet", "{'type':'object','required':['dataType','crs','tileMatrixSetId','tileMatrixSetLimits','layers',"
                "'links'],'properties':{'title':{'type':'string'},'dataType':{'type':'string','enum':['vector','map']},"
                "'crs':" URI ",'tileMatrixSetURI':" URI ",'tileMatrixSetId':{'type':'string'},'links':" LINKS
                ",'tileMatrixSetLimits':" ARRAY(REF("tileLimits")) ",'layers':" ARRAY(REF(
                    "tileLayer")) ",'boundingBox':{'type':'object','required':['lowerLeft','upperRight'],'properties':{"
                                  "'lowerLeft':" REF("corner") ",'upperRight':" REF("corner") ",'crs':" URI "}}}}"},
    {"corner", "{'type':'array','items':{'type':'number'},'minItems':2,'maxItems':2}"},
    {"tileLimits", "{'type':'object','required':['tileMatrix','minTileRow','maxTileRow','minTileCol','maxTileCol'],"
                   "'properties':{'tileMatrix':{'type':'string'},'minTileRow':" COUNT ",'maxTileRow':" COUNT
                   ",'minTileCol':" COUNT ",'maxTileCol':" COUNT "}}"},
    {"tileLayer", "{'type':'object','required':['id','dataType'],'properties':{'id':{'type':'string'},"
                  "'title':{'type':'string'},'dataType':{'type':'string'},'geometryDimension':{'type':'integer',"
                  "'minimum':0,'maximum':2},'minTileMatrix':{'type':'string'},'maxTileMatrix':{'type':'string'},"
                  "'propertiesSchema':{'type':'object','required':['type','properties'],'properties':{"
                  "'type':{'type':'string'},'properties':{'type':'object'}}}}}"},
    {"tileJson",
     "{'type':'object','required':['tilejson','tiles','vector_layers'],'properties':{"
     "'tilejson':{'type':'string','enum':['3.0.0']},'name':{'type':'string'},"
     "'attribution':{'type':'string'},'version':{'type':'string'},'scheme':{'type':'string'},"
     "'tiles':{'type':'array','items':{'type':'string'},'minItems':1},'minzoom':" COUNT ",'maxzoom':" COUNT
     ",'bounds':" REF("box") ",'vector_layers':{'type':'array','items':{"
                             "'type':'object','required':['id','fields'],'properties':{'id':{'type':'string'},"
                             "'description':{'type':'string'},'minzoom':" COUNT ",'maxzoom':" COUNT
                             ",'fields':{'type':'object','additionalProperties':{'type':'string'}}}}}}}"},
    {"tileMatrixSets", "{'type':'object','required':['tileMatrixSets'],'properties':{'tileMatrixSets':{'type':'array',"
                       "'items':{'type':'object','required':['id','links'],'properties':{'id':{'type':'string'},"
                       "'title':{'type':'string'},'uri':" URI ",'crs':" URI ",'links':" LINKS "}}}}}"},
    {"tileMatrixSet",
     "{'type':'object','required':['id','crs','tileMatrices'],'properties':{'id':{'type':'string'},"
     "'title':{'type':'string'},'uri':" URI ",'wellKnownScaleSet':" URI ",'crs':" URI ",'orderedAxes':" ARRAY(
         STRING) ",'tileMatrices':{'type':'array','minItems':1,'items':{"
                 "'type':'object','required':['id','scaleDenominator','cellSize','pointOfOrigin','tileWidth',"
                 "'tileHeight','matrixWidth','matrixHeight'],'properties':{'id':{'type':'string'},"
                 "'scaleDenominator':{'type':'number'},'cellSize':{'type':'number'},"
                 "'cornerOfOrigin':{'type':'string','enum':['topLeft']},'pointOfOrigin':" REF(
                     "corner") ",'tileWidth':" COUNT ",'tileHeight':" COUNT ",'matrixWidth':" COUNT
                               ",'matrixHeight':" COUNT "}}}}}"},
    {"styles", "{'type':'object','required':['styles','links'],'properties':{'default':{'type':'string'},"
               "'styles':{'type':'array','items':{'type':'object','required':['id','links'],'properties':{"
               "'id':{'type':'string'},'title':{'type':'string'},'links':" LINKS "}}},'links':" LINKS "}}"},
    {"style", "{'type':'object','description':'Style MapLibre','required':['version','sources','layers'],"
              "'properties':{'version':{'type':'integer','enum':[8]},'name':{'type':'string'},"
              "'sources':{'type':'object'},'sprite':{'type':'string'},'metadata':{'type':'object'},"
              "'layers':{'type':'array','items':{'type':'object','required':['id','type'],'properties':{"
              "'id':{'type':'string'},'type':{'type':'string'}}}}}}"},
    {"sprite", "{'type':'object','additionalProperties':{'type':'object','required':['x','y','width','height',"
               "'pixelRatio'],'properties':{'x':" COUNT ",'y':" COUNT ",'width':" COUNT ",'height':" COUNT
               ",'pixelRatio':{'type':'integer','minimum':1}}}}"},
    {"figures",
     "{'type':'array','items':{'type':'object','description':'Une ligne\u00a0: un territoire, ou une gare et une "
     "distance\u202f; null\u00a0: non renseigné','required':['nom'],'properties':{'nom':{'type':'string'}},"
     "'additionalProperties':{'anyOf':[{'type':'string','nullable':true},{'type':'number'},"
     "{'type':'array','items':{'type':'object'}}]}}}"},
    {"indicators", "{'type':'object','required':['edition','generation','indicateurs'],'properties':{'edition':" EDITION
                   ",'generation':{'type':'string'},'indicateurs':{'type':'object','additionalProperties':{"
                   "'type':'object','required':['titre','unite','nature','definition','source','approche'],"
                   "'properties':{'titre':{'type':'string'},'unite':{'type':'string','nullable':true},"
                   "'nature':{'type':'string'},'definition':{'type':'string'},"
                   "'date':{'type':'string','nullable':true},'source':{'type':'string'},"
                   "'approche':{'type':'boolean'}}}}}}"},
    /* OGC 18-062r2 */
    {"processList", "{'type':'object','required':['processes','links'],'properties':{'processes':" ARRAY(
                        REF("processSummary")) ",'links':" LINKS "}}"},
    {"processSummary", "{'type':'object','required':['id','version','jobControlOptions','outputTransmission','links'],"
                       "'properties':{" PROCESS ",'links':" LINKS "}}"},
    {"process", "{'type':'object','required':['id','version','inputs','outputs','links'],'properties':{" PROCESS
                ",'inputs':{'type':'object','additionalProperties':" REF(
                    "processPort") "},"
                                   "'outputs':{'type':'object','additionalProperties':" REF(
                                       "processPort") "},'links':" LINKS "}}"},
    {"processPort",
     "{'type':'object','required':['schema'],'properties':{'title':{'type':'string'},"
     "'description':{'type':'string'},'minOccurs':" COUNT ",'maxOccurs':" COUNT ",'schema':{'type':'object'}}}"},
    {"statusInfo", "{'type':'object','required':['jobID','status','type'],'properties':{'jobID':{'type':'string'},"
                   "'status':{'type':'string'},'type':{'type':'string','enum':['process']}}}"},
    {"execute",
     "{'type':'object','additionalProperties':false,'properties':{'id':{'type':'string','description':"
     "'Le traitement de l’adresse, ou rien'},'inputs':{'type':'object','description':'Une valeur telle quelle, "
     "qualifiée ({value, mediaType}) ou par référence ({href}, adresse data: de la RFC 2397)'},"
     "'outputs':{'type':'object','additionalProperties':{'type':'object','additionalProperties':false,"
     "'properties':{'format':{'type':'object','properties':{'mediaType':{'type':'string'}}},"
     "'transmissionMode':{'type':'string','enum':['value']}}}},"
     "'response':{'type':'string','enum':['raw','document']}}}"},
    {"results", "{'type':'object','description':'Avec response=document\u00a0: une sortie par nom',"
                "'additionalProperties':true}"},
    {"readiness", "{'type':'object','required':['generation','edition','collections'],'properties':{"
                  "'generation':{'type':'string'},'edition':" EDITION ",'collections':" COUNT "}}"},
    {NULL, NULL},
};
