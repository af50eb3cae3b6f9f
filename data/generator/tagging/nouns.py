"""Nouns by kind; many of them are also forms of verbs."""

from __future__ import annotations

from generator.language_model.words import rows
from generator.translate.english import plural_of

_TABLE = rows("""
role: cook guide guard nurse judge coach host pilot tailor \
teacher sailor farmer student lawyer neighbour child/children girl woman/women man/men
pet: dog cat horse goat duck
animal: duck bear seal bird horse fish/fish
tool: saw hammer brush comb iron drill pump phone
thing: book watch box ring record light bag stamp label bottle map sign phone
small: can book watch ring bottle stamp label key coin
event: play film dance race show match talk fight party meeting test
speech: answer question promise report call offer plan claim request reply order visit smile laugh \
shout whisper guess look search wish dream need fear help/help surprise worry test
story: story report claim rumour
motion: walk run ride drive race swim dance climb
place: park farm bank camp market bridge hotel
building: bank farm hotel museum shop school
organisation: city company museum school hotel bank
room: kitchen cellar hall office
outside: garden park forest field
furniture: table chair shelf/shelves bench
container: box bag basket drawer
opening: door window gate
cloth: coat hat shirt dress scarf/scarves
plant: plant rose tree flower
vehicle: train ship bus car ferry boat
board: train ship bus ferry boat
parked: car bus bike cart
goods: book watch dress ring drum record bike clock
paper: letter book list report page sign bill
dish: soup rice cake pie meal
fare: soup rice fish/fish
crop: potato/potatoes apple onion nut
instrument: piano violin drum
machine: engine drill pump clock
parcel: box parcel
surface: wall door fence boat
contest: race match dance fight
drink: tea milk water juice
kin: sister brother aunt uncle friend
fire: fire lamp candle oven
""")


def _alternative(entry: str) -> str:
    singular, _, plural = entry.partition("/")
    return f"{singular}/NN|{plural or plural_of(singular)}={singular}/NNS"


# Each noun as an alternative of its kind: "cook/NN|cooks=cook/NNS".
NOUNS = {kind: [_alternative(entry) for entry in entries] for kind, entries in _TABLE.items()}
