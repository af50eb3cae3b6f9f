"""The grammar of both languages: known forms, known sentences."""

import pytest
from generator.corpus import Choice
from generator.translate import english, german
from generator.translate.adjectives import adjective
from generator.translate.adverbials import FREQUENCIES, TIMES, goal
from generator.translate.clauses import Adverbial, Clause, Modal, prepositional
from generator.translate.english_clause import (
    english_clause,
    english_infinitive,
    english_question,
)
from generator.translate.german_clause import german_clause, german_infinitive
from generator.translate.nouns import NOUNS, noun
from generator.translate.numbers import (
    english_clock,
    english_number,
    german_clock,
    german_number,
)
from generator.translate.phrases import (
    HE,
    SHE,
    THEY,
    WE,
    YOU,
    YOU_ALL,
    YOU_POLITE,
    I,
    NounPhrase,
)
from generator.translate.predicates import CAN, negative
from generator.translate.requests import imperative
from generator.translate.verbs import VERBS, verb, verbs

TIME = {adverbial.german: adverbial for times in TIMES.values() for adverbial in times}
OFTEN = FREQUENCIES[0]


def the(name, word=None, determiner="the", **options):
    return NounPhrase(noun(name), determiner, adjective(word) if word else None, **options)


@pytest.mark.parametrize(
    ("phrase", "case", "expected"),
    [
        (the("table", "old"), "nominative", "der alte Tisch"),
        (the("table", "old"), "accusative", "den alten Tisch"),
        (the("table", "old"), "dative", "dem alten Tisch"),
        (the("table", "old", "a"), "nominative", "ein alter Tisch"),
        (the("table", "old", "a"), "accusative", "einen alten Tisch"),
        (the("lamp", "old", "my"), "dative", "meiner alten Lampe"),
        (the("dress", "old", "a"), "accusative", "ein altes Kleid"),
        (the("dress", "old", "her"), "nominative", "ihr altes Kleid"),
        (the("dress", "old", "this"), "nominative", "dieses alte Kleid"),
        (the("apple", "green", "", plural=True), "accusative", "grüne Äpfel"),
        (the("apple", "green", "", plural=True, number=3), "dative", "drei grünen Äpfeln"),
        (the("apple", "green", "this", plural=True), "nominative", "diese grünen Äpfel"),
        (the("apple", "green", "no", plural=True), "accusative", "keine grünen Äpfel"),
        (the("bread", "fresh", ""), "accusative", "frisches Brot"),
        (the("coffee", "black", ""), "accusative", "schwarzen Kaffee"),
        (the("sofa", "expensive", "a"), "dative", "einem teuren Sofa"),
        (the("kitchen", "dark"), "dative", "der dunklen Küche"),
        (the("boy"), "accusative", "den Jungen"),
        (the("student"), "dative", "dem Studenten"),
        (the("brother", None, "my"), "genitive", "meines Bruders"),
        (the("friend", None, "our"), "genitive", "unseres Freundes"),
        (the("mother", None, "your"), "genitive", "deiner Mutter"),
        (the("doctor", plural=True), "dative", "den Ärzten"),
        (the("car", plural=True), "dative", "den Autos"),
    ],
)
def test_german_noun_phrase(phrase, case, expected):
    assert phrase.german(case) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        (the("apple", None, "a"), "an apple"),
        (the("table", "old", "a"), "an old table"),
        (the("umbrella", "black", "a"), "a black umbrella"),
        (the("child", None, "this", plural=True), "these children"),
        (the("knife", None, "", plural=True, number=12), "twelve knives"),
        (the("car", "new", "no"), "a new car"),
        (the("bread", None, "no"), "any bread"),
        (the("policeman", plural=True), "the policemen"),
    ],
)
def test_english_noun_phrase(phrase, expected):
    assert phrase.english() == expected


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("read", "lese liest liest lesen lest"),
        ("ride", "fahre fährst fährt fahren fahrt"),
        ("work", "arbeite arbeitest arbeitet arbeiten arbeitet"),
        ("open", "öffne öffnest öffnet öffnen öffnet"),
        ("feed", "füttere fütterst füttert füttern füttert"),
        ("invite", "lade lädst lädt laden ladet"),
        ("sit", "sitze sitzt sitzt sitzen sitzt"),
        ("forget", "vergesse vergisst vergisst vergessen vergesst"),
        ("have", "habe hast hat haben habt"),
        ("be", "bin bist ist sind seid"),
    ],
)
def test_german_present(name, forms):
    rows = [(1, False), (2, False), (3, False), (1, True), (2, True)]
    assert [german.present(verb(name).german, *row) for row in rows] == forms.split()


@pytest.mark.parametrize(
    ("name", "third", "gerund"),
    [
        ("watch", "watches", "watching"),
        ("tidy", "tidies", "tidying"),
        ("go", "goes", "going"),
        ("write", "writes", "writing"),
        ("swim", "swims", "swimming"),
        ("get_up", "gets", "getting"),
        ("play", "plays", "playing"),
        ("have", "has", "having"),
    ],
)
def test_english_verb(name, third, gerund):
    assert english.third_person(verb(name).english) == third
    assert english.gerund(verb(name).english) == gerund


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("read", "lies lesen Sie lest"),
        ("take", "nimm nehmen Sie nehmt"),
        ("help", "hilf helfen Sie helft"),
        ("wash", "wasch waschen Sie wascht"),
        ("open", "öffne öffnen Sie öffnet"),
        ("feed", "füttere füttern Sie füttert"),
        ("water", "gieß gießen Sie gießt"),
    ],
)
def test_imperative(name, forms):
    listeners = (YOU, YOU_POLITE, YOU_ALL)
    assert " ".join(imperative(verb(name).german, who) for who in listeners) == forms


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (7, ("sieben", "seven")),
        (12, ("zwölf", "twelve")),
        (16, ("sechzehn", "sixteen")),
        (21, ("einundzwanzig", "twenty-one")),
        (30, ("dreißig", "thirty")),
        (76, ("sechsundsiebzig", "seventy-six")),
    ],
)
def test_numbers(number, expected):
    assert (german_number(number), english_number(number)) == expected


@pytest.mark.parametrize("number", [-1, 100])
def test_numbers_outside_of_the_range_are_refused(number):
    with pytest.raises(ValueError, match="must lie in 0 to 99. Received"):
        german_number(number)
    with pytest.raises(ValueError, match="must lie in 0 to 99. Received"):
        english_number(number)


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        (3, 30, ("halb vier", "half past three")),
        (12, 30, ("halb eins", "half past twelve")),
        (1, 0, ("ein Uhr", "one o'clock")),
        (12, 45, ("Viertel vor eins", "a quarter to one")),
        (8, 15, ("Viertel nach acht", "a quarter past eight")),
    ],
)
def test_clock(hour, minute, expected):
    assert (german_clock(hour, minute), english_clock(hour, minute)) == expected


BOOK = the("book", None, "a")
TO_PARK = goal("park", "in", "accusative")
BENCH = prepositional("auf", "dative", the("bench"), "on")
BANK = prepositional("in", "dative", the("bank"), "at")
BY_TRAIN = Adverbial("mit dem Zug", "by train")
PARK = prepositional("in", "dative", the("park"), "in")
STATEMENTS = [
    # The second place of the verb, and the clause's other end.
    (
        Clause(subject=the("teacher"), verb=verb("read"), direct=BOOK),
        "die Lehrerin liest ein Buch",
        "the teacher reads a book",
    ),
    (
        Clause(
            subject=the("brother", None, "my"), verb=verb("buy"), tense="past",
            direct=the("car", "new", "a"), time=TIME["gestern"], front="time",
        ),
        "gestern hat mein Bruder ein neues Auto gekauft",
        "yesterday my brother bought a new car",
    ),
    (
        Clause(subject=WE, verb=verb("go"), tense="past", complement=TO_PARK),
        "wir sind in den Park gegangen",
        "we went to the park",
    ),
    (
        Clause(subject=SHE, verb=verb("close"), direct=the("door"), tense="now"),
        "sie macht gerade die Tür zu",
        "she is closing the door",
    ),
    (
        Clause(subject=I, verb=verb("call"), direct=HE, tense="future", time=TIME["morgen"]),
        "ich rufe ihn morgen an",
        "I will call him tomorrow",
    ),
    # Modal verbs.
    (
        Clause(
            subject=THEY, verb=verb("work"), modal=Modal("müssen", "have to"), tense="past",
            time=TIME["am Freitag"],
        ),
        "sie mussten am Freitag arbeiten",
        "they had to work on Friday",
    ),
    (
        Clause(subject=HE, verb=verb("swim"), modal=Modal("dürfen", "be allowed to")),
        "er darf schwimmen",
        "he is allowed to swim",
    ),
    # Time before place; place before time.
    (
        Clause(
            subject=SHE, verb=verb("read"), direct=the("newspaper"), place=PARK,
            time=TIME["jeden Tag"],
        ),
        "sie liest jeden Tag die Zeitung im Park",
        "she reads the newspaper in the park every day",
    ),
    (
        Clause(
            subject=SHE, verb=verb("ride"), tense="past", time=TIME["gestern"],
            manner=BY_TRAIN, complement=Adverbial("nach Wien", "to Vienna"),
        ),
        "sie ist gestern mit dem Zug nach Wien gefahren",
        "she went to Vienna by train yesterday",
    ),
    # Perfects, and the present that is one.
    (
        Clause(subject=HE, verb=verb("read"), direct=the("letter"), tense="already"),
        "er hat schon den Brief gelesen",
        "he has already read the letter",
    ),
    (
        Clause(
            subject=I, verb=verb("live"), tense="since",
            time=Adverbial("seit drei Jahren", "for three years"),
            complement=Adverbial("in Berlin", "in Berlin"),
        ),
        "ich wohne seit drei Jahren in Berlin",
        "I have lived in Berlin for three years",
    ),
    (
        Clause(
            subject=I, verb=verb("wait"), tense="since",
            time=Adverbial("seit zwei Stunden", "for two hours"),
            complement=prepositional("auf", "accusative", the("bus"), "for"),
        ),
        "ich warte seit zwei Stunden auf den Bus",
        "I have been waiting for the bus for two hours",
    ),
    # Words whose translation depends on the rest.
    (
        Clause(subject=HE, verb=verb("wear"), direct=the("coat", None, "a"), tense="now"),
        "er trägt gerade einen Mantel",
        "he is wearing a coat",
    ),
    (
        Clause(subject=HE, verb=verb("carry"), direct=the("suitcase", "light", "a"), tense="now"),
        "er trägt gerade einen leichten Koffer",
        "he is carrying a light suitcase",
    ),
    (
        Clause(subject=SHE, verb=verb("visit"), direct=the("castle"), tense="past"),
        "sie hat das Schloss besucht",
        "she visited the castle",
    ),
    (
        Clause(subject=SHE, verb=verb("repair"), direct=the("lock"), tense="past"),
        "sie hat das Schloss repariert",
        "she repaired the lock",
    ),
    (
        Clause(subject=I, verb=verb("sit"), complement=BENCH),
        "ich sitze auf der Bank",
        "I sit on the bench",
    ),
    (
        Clause(subject=I, verb=verb("work"), place=BANK),
        "ich arbeite in der Bank",
        "I work at the bank",
    ),
    # Liking, frequency, reflexive verbs, dative objects.
    (
        Clause(
            subject=the("sister", None, "my"), verb=verb("read"), likes=True,
            direct=the("book", None, "", plural=True),
        ),
        "meine Schwester liest gern Bücher",
        "my sister likes reading books",
    ),
    (
        Clause(subject=HE, verb=verb("help"), receiver=the("mother", None, "his"), frequency=OFTEN),
        "er hilft oft seiner Mutter",
        "he often helps his mother",
    ),
    (
        Clause(
            subject=the("cook"), verb=verb("rest"), time=TIME["am Wochenende"], front="time"
        ),
        "am Wochenende ruht sich der Koch aus",
        "at the weekend the cook rests",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("clause", "expected_german", "expected_english"), STATEMENTS)
def test_statement(clause, expected_german, expected_english):
    assert german_clause(clause) == expected_german
    assert english_clause(clause) == expected_english


@pytest.mark.parametrize(
    ("clause", "expected_german", "expected_english"),
    [
        (
            Clause(subject=I, verb=verb("have"), direct=the("car", None, "a")),
            "ich habe kein Auto",
            "I do not have a car",
        ),
        (
            Clause(subject=I, verb=verb("buy_food"), tense="past", direct=the("bread", None, "")),
            "ich habe kein Brot gekauft",
            "I did not buy any bread",
        ),
        (
            Clause(subject=HE, verb=verb("close"), tense="past", direct=the("door")),
            "er hat die Tür nicht zugemacht",
            "he did not close the door",
        ),
        (
            Clause(subject=HE, verb=verb("swim"), modal=CAN),
            "er kann nicht schwimmen",
            "he cannot swim",
        ),
        (
            Clause(
                subject=SHE,
                verb=verb("wait"),
                complement=prepositional("auf", "accusative", the("bus"), "for"),
            ),
            "sie wartet nicht auf den Bus",
            "she does not wait for the bus",
        ),
        (
            Clause(subject=SHE, verb=verb("play"), tense="not_yet", direct=the("tennis", None, "")),
            "sie hat noch nicht Tennis gespielt",
            "she has not played tennis yet",
        ),
        (
            Clause(subject=SHE, verb=verb("be"), complement=Adverbial("müde", "tired")),
            "sie ist nicht müde",
            "she is not tired",
        ),
    ],
)
def test_negation(clause, expected_german, expected_english):
    assert german_clause(negative(clause)) == expected_german
    assert english_clause(negative(clause)) == expected_english


@pytest.mark.parametrize(
    ("clause", "subordinate", "question", "english_words"),
    [
        (
            Clause(subject=HE, verb=verb("get_up"), manner=Adverbial("früh", "early")),
            "er früh aufsteht",
            "steht er früh auf",
            "does he get up early",
        ),
        (
            Clause(subject=HE, verb=verb("buy"), direct=BOOK, tense="past"),
            "er ein Buch gekauft hat",
            "hat er ein Buch gekauft",
            "did he buy a book",
        ),
        (
            Clause(subject=YOU, verb=verb("walk"), modal=CAN),
            "du spazieren gehen kannst",
            "kannst du spazieren gehen",
            "can you go for a walk",
        ),
        (
            Clause(subject=the("cook"), verb=verb("rest"), tense="past"),
            "sich der Koch ausgeruht hat",
            "hat sich der Koch ausgeruht",
            "did the cook rest",
        ),
    ],
)
def test_subordinate_clause_and_question(clause, subordinate, question, english_words):
    assert german_clause(clause, "last") == subordinate
    assert german_clause(clause, "first") == question
    assert english_question(clause) == english_words


def test_infinitive_with_zu_inside_a_separable_verb():
    closing = Clause(subject=I, verb=verb("close"), direct=the("window"))
    assert german_infinitive(closing) == "das Fenster zuzumachen"
    assert english_infinitive(closing) == "close the window"
    walking = Clause(subject=I, verb=verb("walk"))
    assert german_infinitive(walking) == "spazieren zu gehen"


def test_particle_stands_after_a_pronoun_and_before_a_noun():
    lamp = the("lamp")
    noun_object = Clause(subject=I, verb=verb("turn_off"), direct=lamp, tense="past")
    assert english_clause(noun_object) == "I turned off the lamp"
    pronoun_object = Clause(subject=I, verb=verb("turn_off"), direct=lamp.pronoun, tense="past")
    assert english_clause(pronoun_object) == "I turned it off"
    assert german_clause(pronoun_object) == "ich habe sie ausgemacht"


@pytest.mark.parametrize(
    ("phrase", "german_pronoun", "english_pronoun"),
    [
        (the("table"), "er", "it"),
        (the("lamp"), "sie", "it"),
        (the("bed"), "es", "it"),
        (the("shoe", plural=True), "sie", "they"),
        (the("teacher"), "sie", "she"),
        (the("doctor"), "er", "he"),
    ],
)
def test_pronoun_that_refers_back(phrase, german_pronoun, english_pronoun):
    assert phrase.pronoun.german("nominative") == german_pronoun
    assert phrase.pronoun.english(subject=True) == english_pronoun


def test_every_noun_and_verb_has_all_its_forms():
    for entry in NOUNS:
        assert entry.topics
        assert entry.mass == (entry.german_plural == "")
    lemmas = [entry.lemma for entry in VERBS]
    assert sorted(lemma for lemma in set(lemmas) if lemmas.count(lemma) > 1) == ["kaufen=buy"]


def test_unknown_words_are_refused():
    with pytest.raises(ValueError, match="must be in the lexicon. Received: 'spaceship'"):
        noun("spaceship")
    with pytest.raises(ValueError, match="must be in the lexicon. Received: 'galactic'"):
        adjective("galactic")
    with pytest.raises(ValueError, match="must be in the tables of verbs. Received: 'teleport'"):
        verbs("read teleport")
    with pytest.raises(ValueError, match="must be 'the', 'this' or one of"):
        german.determiner("some", "nominative", "neuter", plural=False)


def test_choice_is_seeded_and_weighted():
    assert Choice(1).shuffled(range(9)) == Choice(1).shuffled(range(9))
    assert sorted(Choice(1).shuffled(range(9))) == list(range(9))
    drawn = [
        Choice(seed).weighted({"often": 3.0, "never": 0.0, "rarely": 1.0}) for seed in range(99)
    ]
    assert drawn.count("often") > drawn.count("rarely") > drawn.count("never") == 0
    with pytest.raises(ValueError, match="at least one item"):
        Choice(1).one([])
    with pytest.raises(ValueError, match="must have a positive sum"):
        Choice(1).weighted({"never": 0.0})
