"""The nouns by kind, their adjectives, and what stands where."""

from __future__ import annotations

from generator.language_model.words import noun, rows

NOUNS = {
    kind: [noun(entry, kind) for entry in entries]
    for kind, entries in rows("""
small: key cup plate spoon lamp clock candle bottle ball kite drum camera torch comb umbrella \
hammer bell vase mirror violin knife/knives brush blanket pillow kettle stamp
container: box basket bag drawer suitcase chest bucket
paper: book letter map picture ticket newspaper card poem photo notebook
clothing: coat hat scarf/scarves glove shoe jacket shirt sock boot sweater dress
food: apple pear cake pie sandwich egg carrot potato/potatoes cherry onion biscuit lemon
furniture: table chair shelf/shelves bench cupboard desk sofa bed stool piano cabinet carpet
opening: window door staircase fireplace
room: kitchen bedroom hall cellar bathroom attic workshop
building: house hotel school church shop museum library farm cottage bakery theatre
landmark: river bridge station park lake market tower square harbour forest castle
plant: rose tree bush tulip sunflower hedge
vehicle: boat bicycle car cart van truck tractor
animal: cat dog horse rabbit bird goat duck sheepdog
role: teacher baker gardener nurse doctor farmer driver cook singer painter sailor tailor waiter \
student neighbour visitor guest child/children boy girl man/men woman/women postman/postmen \
fisherman/fishermen musician carpenter dentist
""").items()
}
BY_NAME = {entry.singular: entry for entries in NOUNS.values() for entry in entries}
HEADS = ("small", "container", "paper", "clothing", "food", "furniture", "plant", "vehicle")
PORTABLE = frozenset(["small", "paper", "clothing", "food", "container"])

ADJECTIVES = rows("""
small: old new small big red blue green black pretty cheap
container: old new small big brown green black heavy wooden
paper: old new long short yellow interesting strange
clothing: old new red blue grey white warm thin
food: big small fresh sweet
furniture: old new wooden heavy low big small white
opening: big small narrow
room: small big dark cold quiet
building: old small big white famous
landmark: old small quiet
plant: young tall small yellow
vehicle: old new red blue green slow fast
animal: old young black white brown clever
role: old young tall kind busy friendly famous
""")
# What can be said of a thing after "is" or "looks".
STATES = rows("""
small: clean dirty beautiful expensive useful
container: empty full clean dirty expensive useful
paper: expensive beautiful valuable useful
clothing: clean dirty wet dry expensive comfortable
food: cold ripe tasty expensive
furniture: comfortable beautiful dirty expensive clean
plant: healthy beautiful dry green
vehicle: dirty clean expensive ready safe
animal: hungry thirsty tired happy wet
role: happy sad tired hungry ill angry late nervous
""")
# Words that a present may turn out to be: of one it is plural, of several it is singular.
PRESENTS = ["present", "gift", "prize", "surprise"]
MASSES = ["chocolate", "honey", "cheese", "jewellery", "money", "furniture"]
# Kind: prepositions and the kinds of nouns that follow them.
_NEAR = ("near", "beside", "behind")
_ON_FURNITURE = (("on", "under", "beside", "near"), "furniture")
_IN_CONTAINER = (("in", "behind"), "container")
WHERE: dict[str, list[tuple[tuple[str, ...], str]]] = {
    "small": [_ON_FURNITURE, _IN_CONTAINER],
    "paper": [_ON_FURNITURE, _IN_CONTAINER],
    "clothing": [_ON_FURNITURE, _IN_CONTAINER],
    "food": [_ON_FURNITURE, _IN_CONTAINER],
    "container": [_ON_FURNITURE],
    "furniture": [(_NEAR[:2], "opening"), (("in",), "room")],
    "opening": [(("of",), "building")],
    "room": [(("of",), "building")],
    "building": [(_NEAR, "landmark")],
    "plant": [(_NEAR, "building")],
    "vehicle": [(_NEAR, "building")],
    "animal": [(_NEAR, "building"), (_NEAR, "plant")],
    "role": [
        (("with",), "container"),
        (("with",), "vehicle"),
        (("with",), "animal"),
        (("from",), "building"),
    ],
}
# Nouns that ask for a preposition of their own.
COMPLEMENTS = {
    "key": ("to", ["cabinet", "drawer", "cottage", "workshop"]),
    "book": ("about", ["animal", "plant", "castle", "painter"]),
    "poem": ("about", ["animal", "plant", "castle", "sailor"]),
    "letter": ("from", ["role"]),
    "picture": ("of", ["animal", "plant", "castle", "bridge"]),
    "photo": ("of", ["animal", "role", "tower", "harbour"]),
    "map": ("of", ["forest", "castle", "park"]),
    "ticket": ("for", ["museum", "theatre"]),
    "card": ("from", ["role"]),
    "stamp": ("on", ["letter", "card"]),
}
# How often a noun of a kind is plural: a house seldom has two kitchens.
PLURAL_SHARE = {"room": 0.15, "building": 0.3, "landmark": 0.2, "opening": 0.4}
