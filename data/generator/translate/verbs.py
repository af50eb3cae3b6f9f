"""The verbs of the lexicon and their frames."""

from __future__ import annotations

from typing import cast

from generator.translate.words import Case, EnglishVerb, GermanVerb, Verb

# Name | German infinitive, third person, participle ("sein": its auxiliary) | English base, past,
# participle | traits | frame. "-" parts a separable prefix; "_" stands for a space; "+" begins a
# particle (pick it up), "/" a preposition (look for it). Traits:
#   now, since, likes: suits "gerade", "seit", "gern"; order: suits a request; clock: a time of day
#   stative: has no progressive; present, past: only this tense; no_future, no_modal, no_perfect
#   once: is not a habit; long: takes days; years: takes weeks; morning: not in the evening
#   daily: not "often" but "every day"
#   definite, indefinite: its object is known (the, this, my) or new; foreign: not the subject's own
_TABLE = """
sleep | schlafen schläft geschlafen | sleep slept slept | now | place=rest
work | arbeiten arbeitet gearbeitet | work worked worked | now since long | place=work
live | wohnen wohnt gewohnt | live lived lived | since stative | location=dwelling
stay | bleiben bleibt geblieben sein | stay stayed stayed | no_perfect | fixed=zu_Hause/at_home
shop | ein-kaufen kauft eingekauft | go went gone | now likes | place=shop fixed=/shopping
get_up | auf-stehen steht aufgestanden sein | get+up got got | daily morning no_perfect |
find | finden findet gefunden | find found found | definite no_modal no_future once \
| objects=lost,money
carry | tragen trägt getragen | carry carried carried | definite now once | objects=carried
repair | reparieren repariert repariert | repair repaired repaired | definite likes now once order \
| objects=repaired,repaired_only
buy | kaufen kauft gekauft | buy bought bought | now once foreign \
| objects=clothing,furniture,present,vehicle
buy_food | kaufen kauft gekauft | buy bought bought | now order \
| objects=bought,flower,fruit place=shop
read | lesen liest gelesen | read read read | likes now order | objects=reading place=rest
have | haben hat gehabt | have had had | stative indefinite | objects=owned
write | schreiben schreibt geschrieben | write wrote written | likes now \
| objects=written place=quiet
sell | verkaufen verkauft verkauft | sell sold sold | long once | objects=furniture,home,vehicle
look_for | suchen sucht gesucht | look/for looked looked | definite now once \
| objects=lost,pet place=inside
lose | verlieren verliert verloren | lose lost lost | definite past | objects=lost,money place=town
forget | vergessen vergisst vergessen | forget forgot forgotten | definite past \
| objects=lost place=public
eat | essen isst gegessen | eat ate eaten | likes now | objects=food place=meal
drink | trinken trinkt getrunken | drink drank drunk | likes now | objects=drink place=meal
cook | kochen kocht gekocht | cook cooked cooked | likes now | objects=cooked place=kitchen
make | kochen kocht gekocht | make made made | now | objects=hot_drink place=kitchen
bake | backen backt gebacken | bake baked baked | likes now | objects=baked place=kitchen
give | geben gibt gegeben | give gave given | once | objects=carried,present receivers=any
show | zeigen zeigt gezeigt | show showed shown | definite once \
| objects=home,picture,sight receivers=any
send | schicken schickt geschickt | send sent sent | once | objects=sent receivers=any
tell | erzählen erzählt erzählt | tell told told | now | objects=told receivers=any
bring | bringen bringt gebracht | bring brought brought | \
| objects=cold_drink,dish,hot_drink receivers=any
see | sehen sieht gesehen | see saw seen | no_modal once past \
| objects=animal,film,person place=town
listen | hören hört gehört | listen listened listened | likes now \
| place=inside fixed=Musik/to_music
meet | treffen trifft getroffen | meet met met | clock | objects=family,person place=town
visit | besuchen besucht besucht | visit visited visited | definite likes long order \
| objects=city,family,sight
invite | ein-laden lädt eingeladen | invite invited invited | once | objects=family,person
call | an-rufen ruft angerufen | call called called | clock order | objects=family,person
pick_up | ab-holen holt abgeholt | pick+up picked picked | clock order \
| objects=family,person place=station
ask | fragen fragt gefragt | ask asked asked | no_modal once | objects=family,person
help | helfen hilft geholfen | help helped helped | likes now order | receivers=any place=inside
thank | danken dankt gedankt | thank thanked thanked | no_modal once | receivers=any
answer | antworten antwortet geantwortet | answer answered answered | no_modal once | receivers=any
know | kennen kennt gekannt | know knew known | definite present since stative | objects=city,person
need | brauchen braucht gebraucht | need needed needed | stative | objects=money,thing,vehicle
understand | verstehen versteht verstanden | understand understood understood | definite stative \
| objects=language,question,text
get | bekommen bekommt bekommen | get got got | no_modal once foreign | objects=present,sent
open | öffnen öffnet geöffnet | open opened opened | definite now once order | objects=opened,packed
close | zu-machen macht zugemacht | close closed closed | definite now once order | objects=opened
turn_on | an-machen macht angemacht | turn+on turned turned | definite once order \
| objects=switched,switched_only
turn_off | aus-machen macht ausgemacht | turn+off turned turned | definite once order \
| objects=switched,switched_only
tidy | auf-räumen räumt aufgeräumt | tidy tidied tidied | now order | objects=room
clean | putzen putzt geputzt | clean cleaned cleaned | now order | objects=cleaned
wash | waschen wäscht gewaschen | wash washed washed | definite now order | objects=fruit,washable
wear | tragen trägt getragen | wear wore worn | likes no_perfect now | objects=clothing
take | nehmen nimmt genommen | take took taken | clock order | objects=transport
pay_for | bezahlen bezahlt bezahlt | pay/for paid paid | definite now once | objects=dish,drink,paid
pay | bezahlen bezahlt bezahlt | pay paid paid | definite once order | objects=billed
order | bestellen bestellt bestellt | order ordered ordered | now once \
| objects=dish,drink place=eatery
take_along | mit-nehmen nimmt mitgenommen | take took taken | definite once order \
| objects=along fixed=/along
learn | lernen lernt gelernt | learn learned learned | likes long now since \
| objects=language place=quiet
speak | sprechen spricht gesprochen | speak spoke spoken | stative | objects=language
talk | sprechen spricht gesprochen | talk talked talked | likes now \
| preposition=mit,dative,to place=town
play | spielen spielt gespielt | play played played | likes now | objects=game place=outside
play_with | spielen spielt gespielt | play played played | likes now \
| preposition=mit,dative,with place=outside
sing | singen singt gesungen | sing sang sung | definite likes now | objects=song place=stage
dance | tanzen tanzt getanzt | dance danced danced | likes now | place=stage
paint | malen malt gemalt | paint painted painted | likes now | objects=picture place=quiet
pack | packen packt gepackt | pack packed packed | definite now once order | objects=packed
build | bauen baut gebaut | build built built | long now once years no_modal | objects=house
feed | füttern füttert gefüttert | feed fed fed | definite now order | objects=animal
water | gießen gießt gegossen | water watered watered | definite now order | objects=flower
wait | warten wartet gewartet | wait waited waited | no_perfect now since \
| preposition=auf,accusative,for place=waiting
think | denken denkt gedacht | think thought thought | no_future no_modal no_perfect \
| preposition=an,accusative,of
look_forward | sich freuen freut gefreut | look looked looked | stative \
| preposition=auf,accusative,forward_to
remember | sich erinnern erinnert erinnert | remember remembered remembered | stative \
| preposition=an,accusative,
be_interested | sich interessieren interessiert interessiert | be was been | stative \
| preposition=für,accusative,interested_in
go | gehen geht gegangen sein | go went gone | clock no_perfect | direction=walk
ride | fahren fährt gefahren sein | go went gone | clock long | direction=ride
fly | fliegen fliegt geflogen sein | fly flew flown | clock long | direction=flight
run | laufen läuft gelaufen sein | run ran run | no_perfect now | direction=run
move | ziehen zieht gezogen sein | move moved moved | long once years | direction=home
swim | schwimmen schwimmt geschwommen sein | swim swam swum | likes now | place=water
sit | sitzen sitzt gesessen | sit sat sat | no_modal no_perfect now | location=seat
breakfast | frühstücken frühstückt gefrühstückt | have had had | clock daily morning now \
| place=home fixed=/breakfast
walk | spazieren_-gehen geht spazieren_gegangen sein | go went gone | \
| place=outside fixed=/for_a_walk
shower | duschen duscht geduscht | take took taken | daily | fixed=/a_shower
watch | fern-sehen sieht ferngesehen | watch watched watched | likes now \
| place=inside fixed=/television
rest | sich aus-ruhen ruht ausgeruht | rest rested rested | now | place=rest
"""
# Verbs whose subjects are no people; the constructions that use them choose the subject.
_SPECIAL_TABLE = """
be | sein ist gewesen sein | be was been | stative |
rain | regnen regnet geregnet | rain rained rained | now |
snow | schneien schneit geschneit | snow snowed snowed | now |
cost | kosten kostet gekostet | cost cost cost | |
belong | gehören gehört gehört | belong/to belonged belonged | | receivers=any
open_at | öffnen öffnet geöffnet | open opened opened | |
leave | ab-fahren fährt abgefahren sein | leave left left | |
arrive | an-kommen kommt angekommen sein | arrive arrived arrived | |
begin | an-fangen fängt angefangen | begin began begun | |
know_that | wissen weiß gewusst | know knew known | |
believe | glauben glaubt geglaubt | believe believed believed | |
hope | hoffen hofft gehofft | hope hoped hoped | |
say | sagen sagt gesagt | say said said | |
think_that | denken denkt gedacht | think thought thought | |
try | versuchen versucht versucht | try tried tried | |
forget_to | vergessen vergisst vergessen | forget forgot forgotten | |
decide | beschließen beschließt beschlossen | decide decided decided | |
"""


def _spaces(text: str) -> str:
    return text.replace("_", " ")


def _german(text: str) -> GermanVerb:
    reflexive = text.startswith("sich ")
    infinitive, third, participle, *auxiliary = text.removeprefix("sich ").split()
    prefix, _, stem = infinitive.rpartition("-")
    return GermanVerb(
        infinitive=stem,
        third_person=third,
        participle=_spaces(participle),
        auxiliary="sein" if auxiliary else "haben",
        prefix=_spaces(prefix),
        reflexive=reflexive,
    )


def _english(text: str) -> EnglishVerb:
    base, past, participle = text.split()
    base, _, particle = base.partition("+")
    base, _, preposition = base.partition("/")
    return EnglishVerb(base, past, participle, particle, preposition)


def _verb(row: str) -> tuple[str, Verb]:
    name, german, english, traits, frame = (cell.strip() for cell in row.split("|"))
    slots = dict(slot.split("=") for slot in frame.split())
    preposition = None
    if "preposition" in slots:
        words, case, translation = slots["preposition"].split(",")
        preposition = (words, cast(Case, case), _spaces(translation))
    fixed_german, _, fixed_english = _spaces(slots.get("fixed", "")).partition("/")
    return name, Verb(
        german=_german(german),
        english=_english(english),
        objects=frozenset(slots["objects"].split(",")) if "objects" in slots else frozenset(),
        receivers=slots.get("receivers", ""),
        preposition=preposition,
        place=slots.get("place", ""),
        location=slots.get("location", ""),
        direction=slots.get("direction", ""),
        fixed=(fixed_german, fixed_english) if "fixed" in slots else None,
        traits=frozenset(traits.split()),
    )


def _verbs(table: str) -> dict[str, Verb]:
    return dict(_verb(row) for row in table.splitlines() if row)


_ACTIONS, _SPECIAL = _verbs(_TABLE), _verbs(_SPECIAL_TABLE)
VERBS = list(_ACTIONS.values())


def verb(name: str) -> Verb:
    """The verb of this name in the tables above.

    >>> verb("pick_up").german.prefix
    'ab'
    """
    found = _ACTIONS.get(name) or _SPECIAL.get(name)
    if found is None:
        raise ValueError(f"`name` must be in the tables of verbs. Received: {name!r}.")
    return found


def verbs(names: str) -> list[Verb]:
    """The verbs of these names, which are parted by spaces."""
    return [verb(name) for name in names.split()]


def verbs_with(trait: str) -> list[Verb]:
    """The verbs of human action that have the trait."""
    return [entry for entry in VERBS if trait in entry.traits]


def verbs_without(*traits: str) -> list[Verb]:
    """The verbs of human action that have none of the traits."""
    return [entry for entry in VERBS if not entry.traits.intersection(traits)]
