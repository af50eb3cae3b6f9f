"""Frames without denial and contrast, and of praise and blame by degrees.

Frames are written as praise: `{good}` and `{good2}` are words of different scales, `{great}` is a
strong one; where a frame blames, each stands for its opposite. `it`, `that` and `whole` are two
parts of the thing and the thing itself, `unit` is what it has many of.
"""

from __future__ import annotations

PLAIN = """
{it was} [very|really|truly|so] {good}.
{it was} {good} and {good2}.
{it was} both {good} and {good2}.
{it was} (simply|really|just) {great}.
(I|we) found {it} {good}[ and {good2}].
we all found {it} {great}.
what a {great} {whole noun}!
what a {whole good} {whole noun} (this was|we had)!
{it was} {good}, and {that was} {that good}.
{it was} {good}, {that was} {that good}[ too].
{that was} {that good}, and {whole was} {great}.
I [really|truly] {loved} {whole}.
(my {friend}|the whole family) and I {loved} {it}.
I {loved} {whole} from the start.
{whole} [really] {impressed} (me|us|all of us).
{it} and {that} {impressed} us [very much].
{whole was} a [great|real|big] {joy}.
{whole was} a {joy} from start to finish.
(in the end|all around us|before long) everybody {smiled}.
everybody (there|around us) {smiled}.
{it was} as {good} as (I|we) had {hoped}.
that is what I call a {whole good} {whole noun}.
{good}, {good2} and {great}: that is how I (remember|would describe) {it}.
{whole} {worked} (from the first day|every single day).
I tried {whole} at home, and (it|everything) {worked}.
I still think of how {good} {it was}.
everybody {praised} {it}.
you will {love} {whole} [too].
my {friend} and I {love} {whole}.
{whole} will {impress} you [too].
{it} and {that} will {impress} you.
(I|we) noticed one {merit} after another.
(I|we) came away {smiling}.
thinking of {whole}, I catch myself {smiling}.
most of all I {loved} {it}.
everything was {great}, {that} above all.
every {unit noun} was {unit good}.
the {units} were {unit good}[, every one of them].
""".strip().splitlines()
