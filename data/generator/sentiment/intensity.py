"""Frames in which what is stronger, or what there is more of, wins; notation as in `plain`."""

from __future__ import annotations

_WEAKLY = "(somewhat|slightly|fairly|a little|only slightly|only a little|a bit|mildly)"
_STRONGLY = "(very|extremely|utterly|really|thoroughly|truly|incredibly|remarkably)"
_INTENSITY = """
{it was} <weakly> {bad} but <strongly> {good2}.
{it was} <weakly> {bad}, but on top of that <strongly> {good2}.
{it was} <strongly> {good}, even if <weakly> {bad2}.
{it was} <strongly> {good}, though <weakly> {bad2}.
{it was} <weakly> {bad}, {that was} <strongly> {that good}.
{it was} <strongly> {good}; {that was} <weakly> {that bad}.
{that was} <weakly> {that bad}, {whole was} <strongly> {whole good}.
{whole was} <strongly> {whole good}; {that was} <weakly> {that bad}.
I found {it} <weakly> {bad}, but <strongly> {good2}.
<weakly> {bad}, <strongly> {good2}: that is how I remember {it}.
{it was} (much|far|a hundred times) more {good} than {bad}.
{it was} (much|far) less {bad} than {good}.
more {whole good} than {whole bad}: that sums {whole} up.
{it was} <weakly> {bad} now and then, but {good} most of the time.
{it was} {good} most of the time and {bad} now and then.
{it was} nearly always {good}, seldom {bad}.
{it was} seldom {bad} and nearly always {good}.
(most|nearly all|almost all) {units} were {unit good}, (a few|one or two) were {unit bad}.
(a few|one or two) {units} were {unit bad}, (most|nearly all|almost all) were {unit good}.
one {unit noun} was {unit bad}, (all the others|all the rest) were {unit good}.
nine out of ten {units} were {unit good}, the tenth was {unit bad}.
for every {unit bad} {unit noun} there were ten {unit good} ones.
for every ten {unit good} {units} there was only one {unit bad} one.
{whole} {annoyed} me a little and {impressed} me (enormously|deeply).
{whole} {impressed} us (enormously|deeply) and {annoyed} us a little.
I {loved} almost all of {whole} and {hated} very little of it.
I {hated} very little of {whole} and {loved} almost all of it.
{whole} had one {flaw} and a hundred {merits}.
{whole} had a hundred {merits} and one {flaw}.
the {flaws} of {whole} were tiny, the {merits} were huge.
{whole} had huge {merits} and tiny {flaws}.
{whole} {failed} once and {worked} a hundred times.
{whole} nearly always {worked} and seldom {failed}.
one in ten will {hate} {whole}, the others will {love} it.
{it} may {annoy} you a little; {that} will {impress} you (enormously|deeply).
{whole was} a {joy}, and only to a very small degree a {flop}.
{whole was} a bit of a {flop}, but far more of a {joy}.
"""
INTENSITY = (
    _INTENSITY.replace("<weakly>", _WEAKLY).replace("<strongly>", _STRONGLY).strip().splitlines()
)
