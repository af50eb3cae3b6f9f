"""The nouns of the lexicon, and names of people, cities and countries."""

from __future__ import annotations

from functools import cache

from generator.translate import english
from generator.translate.phrases import HE, SHE, Name, Phrase
from generator.translate.words import Gender, Noun

# Article and singular | plural ("-": mass noun) | English (irregular plural) | topics
# A star marks a weak noun.
_TABLE = """
der Mann | Männer | man (men) | person
die Frau | Frauen | woman (women) | person
der Junge* | Jungen | boy | person young
der Arzt | Ärzte | doctor | person job
die Lehrerin | Lehrerinnen | teacher | person job
der Student* | Studenten | student | person job
die Nachbarin | Nachbarinnen | neighbour | person own_person
der Koch | Köche | cook | person job
der Polizist* | Polizisten | policeman (policemen) | person job
die Verkäuferin | Verkäuferinnen | saleswoman (saleswomen) | person job
der Kellner | Kellner | waiter | person job
die Chefin | Chefinnen | boss (bosses) | person own_person
der Gast | Gäste | guest | person
der Freund | Freunde | friend | person own_person
die Kollegin | Kolleginnen | colleague | person own_person

der Vater | Väter | father | family
die Mutter | Mütter | mother | family
der Bruder | Brüder | brother | family sibling
die Schwester | Schwestern | sister | family sibling
der Onkel | Onkel | uncle | family
die Tante | Tanten | aunt | family
der Sohn | Söhne | son | family young
die Tochter | Töchter | daughter | family young
der Großvater | Großväter | grandfather | family
die Großmutter | Großmütter | grandmother | family
der Mann | Männer | husband | spouse
die Frau | Frauen | wife (wives) | spouse
das Kind | Kinder | child (children) | children

der Hund | Hunde | dog | animal pet owned along
die Katze | Katzen | cat | animal pet owned along
der Vogel | Vögel | bird | animal
das Pferd | Pferde | horse | animal

das Buch | Bücher | book | reading text thing owned lying present priced
die Zeitung | Zeitungen | newspaper | reading thing lying daily
der Brief | Briefe | letter | reading text sent written lying noted
die Nachricht | Nachrichten | message | reading sent written noted
die Geschichte | Geschichten | story | reading text told written
der Film | Filme | film | film text seen
das Lied | Lieder | song | song text
das Bild | Bilder | picture | picture sent

das Brot | - | bread | food baked bought
die Suppe | Suppen | soup | food cooked warm_food dish massy
der Kuchen | Kuchen | cake | food baked sweet dish massy
der Apfelkuchen | Apfelkuchen | apple cake | food baked sweet dish massy
der Apfel | Äpfel | apple | food fruit bought plenty small_price
die Tomate | Tomaten | tomato | food fruit bought plenty pair small_price
die Kartoffel | Kartoffeln | potato | cooked bought plenty pair food
das Ei | Eier | egg | food bought plenty pair cooked small_price
der Käse | - | cheese | food bought
der Fisch | - | fish | food cooked bought
der Reis | - | rice | food cooked
der Salat | Salate | salad | food dish massy
die Pizza | Pizzas | pizza | food baked warm_food dish massy
die Schokolade | - | chocolate | food sweet bought

das Wasser | - | water | drink cold_drink
die Milch | - | milk | drink cold_drink bought
der Kaffee | - | coffee | drink hot_drink
der Tee | - | tea | drink hot_drink
der Orangensaft | - | orange juice | drink cold_drink bought
der Wein | - | wine | drink bought

der Mantel | Mäntel | coat | clothing owned thing
das Kleid | Kleider | dress (dresses) | clothing owned thing
das Hemd | Hemden | shirt | clothing owned washable thing
der Pullover | Pullover | sweater | clothing owned washable thing
die Jacke | Jacken | jacket | clothing owned thing
der Hut | Hüte | hat | clothing owned thing
der Schuh | Schuhe | shoe | clothing owned thing plenty pair

der Tisch | Tische | table | furniture
der Stuhl | Stühle | chair | furniture carried
das Sofa | Sofas | sofa | furniture
das Bett | Betten | bed | furniture
der Schrank | Schränke | cupboard | furniture
die Lampe | Lampen | lamp | furniture switched standing thing priced
der Schlüssel | Schlüssel | key | thing owned lost lying
die Tasche | Taschen | bag | thing owned carried lost priced
der Koffer | Koffer | suitcase | thing owned carried packed standing priced
der Regenschirm | Regenschirme | umbrella | thing owned lost along priced
die Uhr | Uhren | watch (watches) | thing owned lost repaired present priced
die Kamera | Kameras | camera | thing owned lost along repaired present priced
der Computer | Computer | computer | thing owned repaired switched priced
das Radio | Radios | radio | thing switched repaired owned priced
das Fahrrad | Fahrräder | bicycle | thing owned repaired vehicle washable priced
das Auto | Autos | car | owned repaired vehicle washable priced
das Geschenk | Geschenke | present | sent gift carried
der Ball | Bälle | ball | thing owned present priced
die Blume | Blumen | flower | plenty flower small_price present pair
die Flasche | Flaschen | bottle | standing container
das Glas | Gläser | glass (glasses) | standing container
die Tasse | Tassen | cup | standing container
das Messer | Messer | knife (knives) | lying thing
die Fahrkarte | Fahrkarten | ticket | thing lost lying paid priced
die Rechnung | Rechnungen | bill | billed lying
das Geld | - | money | money
das Schloss | Schlösser | lock | repaired_only
die Tür | Türen | door | opened
das Fenster | Fenster | window | opened cleaned
die Haustür | Haustüren | front door | opened
das Licht | Lichter | light | switched_only
die Frage | Fragen | question | question
die Aufgabe | Aufgaben | exercise | question

die Küche | Küchen | kitchen | room cleaned
das Wohnzimmer | Wohnzimmer | living room | room cleaned
das Zimmer | Zimmer | room | room cleaned owned
das Büro | Büros | office | room
das Bad | Bäder | bathroom | room cleaned
der Garten | Gärten | garden | outside
das Haus | Häuser | house | home building house
die Wohnung | Wohnungen | flat | home cleaned_no
der Park | Parks | park | outside
der Wald | Wälder | forest | outside
der See | Seen | lake | outside
der Strand | Strände | beach (beaches) | outside
die Stadt | Städte | city (cities) | city
das Dorf | Dörfer | village | city
die Straße | Straßen | street | street
der Bahnhof | Bahnhöfe | station | building public
der Flughafen | Flughäfen | airport | building public
die Schule | Schulen | school | building public
die Kirche | Kirchen | church (churches) | building public sight
das Museum | Museen | museum | building public sight
das Schloss | Schlösser | castle | building sight
das Hotel | Hotels | hotel | building public
das Restaurant | Restaurants | restaurant | building public
das Café | Cafés | café | building public
das Kino | Kinos | cinema | building public
das Theater | Theater | theatre | building public
die Bibliothek | Bibliotheken | library (libraries) | building public
die Bank | Banken | bank | building public
die Bank | Bänke | bench (benches) | seat
der Supermarkt | Supermärkte | supermarket | building public
der Markt | Märkte | market | outside
das Krankenhaus | Krankenhäuser | hospital | building public
das Wetter | - | weather | weather
die Brücke | Brücken | bridge | built
der Zug | Züge | train | transport
der Bus | Busse | bus (buses) | transport
das Flugzeug | Flugzeuge | plane | flight
das Konzert | Konzerte | concert | event
die Prüfung | Prüfungen | exam | exam
der Urlaub | - | holiday | awaited

das Deutsch | - | German | language activity
das Englisch | - | English | language activity
das Spanisch | - | Spanish | language activity
der Fußball | - | football | game activity
das Tennis | - | tennis | game activity
"""
_GENDERS: dict[str, Gender] = {"der": "masculine", "die": "feminine", "das": "neuter"}


def _noun(row: str) -> Noun:
    singular, plural, translation, topics = (cell.strip() for cell in row.split("|"))
    article, word = singular.split()
    base, _, irregular = translation.removesuffix(")").partition(" (")
    return Noun(
        german=word.removesuffix("*"),
        gender=_GENDERS[article],
        german_plural="" if plural == "-" else plural,
        english=base,
        english_plural=irregular or english.plural_of(base),
        topics=frozenset(topics.split()),
        weak=word.endswith("*"),
        mass=plural == "-",
    )


NOUNS = [_noun(row) for row in _TABLE.splitlines() if row]
_BY_ENGLISH = {noun.english: noun for noun in NOUNS}


def noun(english_word: str) -> Noun:
    """The noun with this English translation.

    >>> noun("bench").german_plural
    'Bänke'
    """
    if english_word not in _BY_ENGLISH:
        raise ValueError(f"`english_word` must be in the lexicon. Received: {english_word!r}.")
    return _BY_ENGLISH[english_word]


@cache
def nouns_of(*topics: str) -> tuple[Noun, ...]:
    """The nouns that have one of the topics."""
    return tuple(entry for entry in NOUNS if entry.topics.intersection(topics))


PEOPLE: list[Phrase] = [
    *(Name(name, name, SHE) for name in ("Anna", "Maria", "Julia", "Lena", "Eva")),
    *(Name(name, name, HE) for name in ("Paul", "Peter", "Martin", "Jan", "Felix")),
]
FORMAL: list[Name] = [
    Name("Herr Weber", "Mr Weber", HE),
    Name("Herr Fischer", "Mr Fischer", HE),
    Name("Frau Schmidt", "Mrs Schmidt", SHE),
    Name("Frau Wagner", "Mrs Wagner", SHE),
]
CITIES = {
    "Berlin": "Berlin",
    "Hamburg": "Hamburg",
    "München": "Munich",
    "Wien": "Vienna",
    "Köln": "Cologne",
    "Paris": "Paris",
    "London": "London",
    "Rom": "Rome",
    "Prag": "Prague",
    "Zürich": "Zurich",
}
COUNTRIES = {
    "Italien": "Italy",
    "Spanien": "Spain",
    "Frankreich": "France",
    "Österreich": "Austria",
    "Griechenland": "Greece",
}
