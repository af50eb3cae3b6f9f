"""Sentences with a subordinate clause: reported facts, reasons, conditions, times."""

from __future__ import annotations

from dataclasses import replace

from generator.corpus import Choice
from generator.translate import states
from generator.translate.actors import another, subject
from generator.translate.adverbials import LONG_TIMES, TIMES
from generator.translate.clauses import Adverbial, Clause, Tense
from generator.translate.english_clause import english_clause
from generator.translate.german_clause import german_clause
from generator.translate.nouns import noun
from generator.translate.phrases import IT, I, NounPhrase, Phrase
from generator.translate.predicates import clause, negative, tense_of
from generator.translate.sentences import Sentence, sentence
from generator.translate.verbs import VERBS, verb, verbs, verbs_without
from generator.translate.words import Verb

_REPORTS = verbs("know_that believe hope say think_that")
_EVENTS = verbs_without("stative", "present")
_PLANNED = verbs_without("stative", "present", "past", "no_future")
_INDOORS = verbs("read make drink listen watch tidy cook bake paint write clean")
_FREE_TIME = verbs("read listen watch walk swim play visit paint talk dance bake shop call help")
_PLANS = verbs(
    "visit call meet swim play go ride bake cook tidy wash buy_food read help shop walk work fly"
    " repair clean learn write watch invite pick_up"
)
_CHILDHOOD = verbs(
    "play play_with sing swim dance paint read walk watch eat visit feed sleep learn"
)
_ROUTINES = verbs(
    "shop read make drink listen tidy feed water shower watch walk breakfast call swim write cook"
)
_LASTING = verbs(
    "sleep work read write eat cook bake listen tidy clean wash learn talk play play_with sing"
    " dance paint feed wait swim sit breakfast shower watch rest shop make look_for repair"
)
_EFFORTS = verbs("work tidy cook play dance help shop clean swim visit write walk call learn bake")
_EXPENSES = verbs("buy order fly")
_OUTDOORS = verbs("walk swim play play_with")


def _subordinate(
    main: Clause, words: tuple[str, str], inner: Clause, end: str = ".", comma: str = ""
) -> Sentence:
    """A main clause and then a subordinate one."""
    return sentence(
        f"{german_clause(main)}, {words[0]} {german_clause(inner, 'last')}",
        f"{english_clause(main)}{comma} {words[1]} {english_clause(inner)}",
        main,
        inner,
        end=end,
    )


def _preposed(words: tuple[str, str], inner: Clause, main: Clause) -> Sentence:
    """A subordinate clause and then a main one, whose German verb comes first."""
    return sentence(
        f"{words[0]} {german_clause(inner, 'last')}, {german_clause(main, 'first')}",
        f"{words[1]} {english_clause(inner)}, {english_clause(main)}",
        inner,
        main,
    )


def _fact_about_another(choice: Choice, speaker: Phrase, tense: Tense | None = None) -> Clause:
    """A clause whose subject is not the speaker."""
    whose = another(choice, speaker)
    action = choice.one({"future": _PLANNED, "past": _EVENTS}.get(tense or "", VERBS))
    when = tense if tense is not None else tense_of(choice, action)
    return clause(choice, whose=whose, verb=action, tense=when, plain=True)


def reported(choice: Choice) -> Sentence:
    """What somebody knows, believes, hopes or says: "Ich weiß, dass Anna morgen kommt"."""
    report = choice.one(_REPORTS)
    speaker = I if choice.chance(0.45) else subject(choice)
    needed: dict[Verb, Tense] = {verb("hope"): "future"}
    if report is verb("say") and (speaker is I or choice.chance(0.4)):
        needed[report] = "past"
    inner = _fact_about_another(choice, speaker, needed.get(report))
    past = needed.get(report) == "past"
    main = Clause(subject=speaker, verb=report, tense="past" if past else "present")
    return _subordinate(main, ("dass", "that"), inner)


def judged(choice: Choice) -> Sentence:
    """What somebody thinks of a fact: "Es ist schade, dass Anna nicht kommt"."""
    german, english = choice.one(
        [("schön", "nice"), ("gut", "good"), ("schade", "a pity"), ("sicher", "certain")]
    )
    tense: Tense = "future" if english == "certain" else choice.one(["past", "future"])
    action = choice.one(_PLANS)
    inner = clause(choice, verb=action, tense=tense, plain=True)
    if english == "a pity":
        inner = negative(replace(inner, clock=None))
    return _subordinate(states.state(IT, german, english), ("dass", "that"), inner)


def wondered(choice: Choice) -> Sentence:
    """An indirect question: "Ich weiß nicht, ob er morgen arbeitet"."""
    asking = choice.chance(0.3)
    speaker = I if asking else choice.one([I, I, subject(choice)])
    inner = _fact_about_another(choice, speaker)
    if inner.tense == "not_yet":
        return wondered(choice)
    words = [("ob", "whether"), ("warum", "why")]
    if inner.verb.place and inner.place is None and inner.tense != "since":
        words.append(("wo", "where"))
    if inner.time is None and inner.clock is None and inner.tense == "past":
        words.append(("wann", "when"))
    chosen = choice.one(words)
    if not asking:
        return _subordinate(
            Clause(subject=speaker, verb=verb("know_that"), negated=True), chosen, inner
        )
    return sentence(
        f"weißt du, {chosen[0]} {german_clause(inner, 'last')}",
        f"do you know {chosen[1]} {english_clause(inner)}",
        inner,
        end="?",
    )


def _slept_badly(whose: Phrase) -> Clause:
    badly = Adverbial("schlecht", "badly")
    return Clause(subject=whose, verb=verb("sleep"), tense="past", manner=badly)


def _worked_a_lot(whose: Phrase) -> Clause:
    return Clause(subject=whose, verb=verb("work"), tense="past", manner=Adverbial("viel", "a lot"))


def _cause(choice: Choice, effect: str, whose: Phrase) -> Clause:
    """Why somebody is tired, happy or sad, or stays at home."""
    if effect == "tired":
        if choice.chance(0.4):
            early = Adverbial("früh", "early")
            rising = clause(choice, whose=whose, verb=verb("get_up"), tense="past", plain=True)
            return replace(rising, manner=early)
        return choice.one([_slept_badly(whose), _worked_a_lot(whose)])
    if effect == "happy":
        if choice.chance(0.1):
            return states.holiday(whose)
        action, tense = choice.one(
            [
                ("get", "past"),
                ("find", "past"),
                ("fly", "future"),
                ("visit", "future"),
                ("ride", "future"),
            ]
        )
        when: Tense = "past" if tense == "past" else "future"
        return clause(choice, whose=whose, verb=verb(action), tense=when, plain=True)
    if effect == "sad":
        if choice.chance(0.1):
            return states.state(whose, "allein", "alone")
        action = choice.one(["lose", "forget", "sell"])
        return clause(choice, whose=whose, verb=verb(action), tense="past", plain=True)
    return choice.one(
        [
            states.state(whose, "krank", "sick", "past"),
            states.state(whose, "müde", "tired", "past"),
            states.possession(whose, "keine Zeit", "no time", "past"),
            states.possession(whose, "kein Geld", "no money", "past"),
            states.raining("past"),
            states.snowing("past"),
        ]
    )


def reason(choice: Choice) -> Sentence:
    """A state and its reason: "Anna ist müde, weil sie schlecht geschlafen hat"."""
    who = subject(choice)
    effect = choice.weighted({"tired": 0.25, "happy": 0.35, "sad": 0.25, "home": 0.15})
    german = {"tired": "müde", "happy": "glücklich", "sad": "traurig"}
    if effect == "home":
        main = Clause(subject=who, verb=states.STAY, tense="past")
    else:
        main = states.state(who, german[effect], effect)
    if choice.chance(0.6):
        return _subordinate(main, ("weil", "because"), _cause(choice, effect, who.pronoun))
    cause = _cause(choice, effect, who)
    if cause.subject is not IT:
        main = replace(main, subject=who.pronoun)
    return _preposed(("weil", "because"), cause, main)


def _soon(choice: Choice, clause: Clause) -> Clause:
    """The clause with a day in place of a season or year, which nobody is tired for."""
    if clause.time in LONG_TIMES.get(clause.tense, []):
        return replace(clause, time=choice.one(TIMES[clause.tense]))
    return clause


def concession(choice: Choice) -> Sentence:
    """An action in spite of a state: "Obwohl sie müde ist, räumt Anna die Küche auf"."""
    who = subject(choice)
    past = choice.chance(0.6)
    tense: Tense = "past" if past else "future"
    now: Tense = "past" if past else "present"
    kind = choice.weighted({"weak": 0.5, "poor": 0.2, "busy": 0.15, "wet": 0.15 if past else 0})
    actions = {"weak": _EFFORTS, "poor": _EXPENSES, "busy": _EFFORTS, "wet": _OUTDOORS}[kind]
    action = clause(choice, whose=who, verb=choice.one(actions), tense=tense, plain=True)
    if kind != "poor":
        action = _soon(choice, action)
    weakness = choice.one([("krank", "sick"), ("müde", "tired"), ("hungrig", "hungry")])

    def hindrance(whose: Phrase) -> Clause:
        return {
            "weak": states.state(whose, *weakness, now),
            "poor": states.possession(whose, "kein Geld", "no money", now),
            "busy": states.possession(whose, "keine Zeit", "no time", now),
            "wet": choice.one([states.raining, states.snowing])(now),
        }[kind]

    if choice.chance(0.5):
        return _subordinate(action, ("obwohl", "although"), hindrance(who.pronoun))
    if kind != "wet":
        action = replace(action, subject=who.pronoun)
    return _preposed(("obwohl", "although"), hindrance(who), action)


def condition(choice: Choice) -> Sentence:
    """German "wenn" about the future, English "if": "Wenn ich Zeit habe, lese ich morgen"."""
    who = choice.one([I, subject(choice)])
    action = clause(choice, whose=who, verb=choice.one(_PLANS), tense="future", plain=True)
    action = replace(_soon(choice, action), clock=None, place=None)
    weather = [states.raining, states.snowing]
    given = choice.one(
        [
            states.possession(who, "Zeit", "time"),
            states.state(who, "gesund", "healthy"),
            states.state(who, "nicht müde", "not tired"),
            states.state(NounPhrase(noun("weather")), "schön", "nice"),
            choice.one(weather)("present", True),
        ]
    )
    main = replace(action, subject=who.pronoun) if given.subject is who else action
    return _preposed(("wenn", "if"), given, main)


def habit(choice: Choice) -> Sentence:
    """German "wenn" with "immer", English "when": what happens again and again."""
    who = subject(choice)
    free = choice.chance(0.5)
    action = choice.one(_FREE_TIME if free else _INDOORS)
    main = clause(choice, whose=who, verb=action, tense="present", bare=True)
    main = replace(main, frequency=Adverbial("immer", "always"))
    time = states.possession(who, "Zeit", "time")
    moods = [
        states.raining(),
        states.snowing(),
        states.state(IT, "kalt", "cold"),
        states.state(who, "allein", "alone"),
        Clause(subject=who, verb=states.STAY),
    ]
    given = choice.one([time, states.holiday(who)]) if free else choice.one(moods)
    if given.subject is who:
        main = replace(main, subject=who.pronoun)
    return _preposed(("wenn", "when"), given, main)


def memory(choice: Choice) -> Sentence:
    """German "als", English "when": what was once, long ago: "Als Anna klein war, ..."."""
    who = subject(choice)
    given = states.state(
        who,
        *choice.one(
            [
                ("jung", "young"),
                ("klein", "little"),
                ("in Italien", "in Italy"),
                ("in Spanien", "in Spain"),
                ("im Urlaub", "on holiday"),
            ]
        ),
        "past",
    )
    action = choice.one(_CHILDHOOD)
    main = clause(choice, whose=who.pronoun, verb=action, tense="past", bare=True, generic=True)
    often = choice.one(
        [Adverbial("oft", "often"), Adverbial("nie", "never"), Adverbial("immer", "always")]
    )
    return _preposed(("als", "when"), given, replace(main, frequency=often))


def _two(choice: Choice, actions: list[Verb], same: bool, tense: Tense) -> tuple[Clause, Clause]:
    first, second = choice.shuffled(actions)[:2]
    one = clause(choice, verb=first, tense=tense, bare=True)
    whose = one.subject.pronoun if same else another(choice, one.subject)
    return one, clause(choice, whose=whose, verb=second, tense=tense, bare=True)


def sequence(choice: Choice) -> Sentence:
    """Two routines one after the other: "Bevor Paul frühstückt, duscht er"."""
    tense: Tense = choice.one(["present", "past"])
    first, second = _two(choice, _ROUTINES, same=True, tense=tense)
    return _preposed(("bevor", "before"), first, second)


def meanwhile(choice: Choice) -> Sentence:
    """Two people at the same time: "Während Anna schläft, kocht Paul Suppe"."""
    first, second = _two(choice, _LASTING, same=False, tense="past")
    return _preposed(("während", "while"), first, second)
