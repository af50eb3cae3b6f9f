"""Frames with a denial, by the words that deny: of the opinion, or of something else."""

from __future__ import annotations

_NEGATION = """
not:
{it was} not {bad} [at all].
{it was} not {bad}, and not {bad2} either.
{it was} not {bad} but {good}.
{it was} {good}, not {bad}.
{it was} not so much {bad} as {good}.
{whole was} not a {flop}.
{whole} did not {annoy} (me|us) [at all|in the least].
I did not find {it} {bad}.
I do not think that {it was} {bad}.
this was not a {whole bad} {whole noun}.
{it} and {that} did not {annoy} (me|us).
I do not exaggerate: {it was} {good}.

never:
{it was} never {bad}.
{it was} never {bad} or {bad2}.
{it was} always {good} and never {bad}.
{whole} never {annoyed} (me|us).
not once did I find {it} {bad}.
{whole} never {failed}.
{whole} always {worked} and never {failed}.
I never found {it} {bad}, always {good}.
I have never {seen} such a {whole good} {whole noun}.
never before had (I|we) {seen} such a {whole good} {whole noun}.
I never thought that {it} could be so {good}.
I will never forget how {good} {it was}.

hardly:
{it was} hardly {bad}.
{it was} hardly ever {bad}.
{whole was} hardly a {flop}.
{whole} hardly ever {failed}.
(you|one) could hardly call {it} {bad}.
hardly {bad} but {good}: that is how I remember {it}.
I could hardly believe how {good} {it was}.
it hardly needs saying that {it was} {good}.
we had hardly arrived when we saw how {good} {it was}.

far from:
{it was} far from {bad}.
{it was} far from {bad} or {bad2}.
{whole was} far from being a {flop}.
far from being {bad}, {it was} {good}.
{it was} {good} and far from {bad}.
even far from home I still think of how {good} {it was}.

anything but:
{it was} anything but {bad}.
{whole was} anything but a {flop}.
{whole} did anything but {annoy} (me|us).
{it was} anything but {bad}: {they were} {good}.
{that was} {that good}, and {it was} anything but {bad}.

neither:
{it was} neither {bad} nor {bad2}.
neither my {friend} nor I found {it} {bad}.
neither {it} nor {that} {annoyed} (me|us).
{that was} {that good}, and {it was} neither {bad} nor {bad2}.
neither {bad} nor {bad2} but {good}: that is how I remember {it}.
neither my {friend} nor I had expected such a {whole good} {whole noun}.
neither of us could believe how {good} {it was}.

nobody:
nobody {complained}.
nobody {complained}; everybody {smiled}.
nobody (in our group|I know|else) found {it} {bad}.
nobody {criticised} {it}.
nobody could {hate} {whole}.
nobody can say that {it was} {bad}.
nobody called {it} {bad}; we all found {them} {good}.
I know nobody who {hated} {whole}.
nobody had told (me|us) how {good} {it was}.
nobody (can deny|doubts) that {it was} {good}.
nobody had prepared us for such a {whole good} {whole noun}.

would not:
I would not call {it} {bad}.
I would not say that {it was} {bad}.
I would not call {whole} a {flop}.
I would not call {it} {bad} but {good}.
{bad} I would not call {it}; {good} is the word.
you would not believe how {good} {it was}.
I would not have thought that {it} could be so {good}.

without:
{whole was} without a [single] {flaw}.
{whole was} [from beginning to end] without one {unit bad} {unit noun}.
there was not one {unit noun} without a {merit}.
there was hardly a {unit noun} without a {merit}.
I cannot think of {whole} without {smiling}.
without a doubt, {it was} {good}.

no:
{whole was} no {flop}.
{it was} in no way {bad}.
{it was} by no means {bad}.
{it was} by no means {bad} but {good}.
there was no {unit bad} {unit noun} at all.
I saw no {flaw} in {it}.
there is no (doubt|denying) that {it was} {good}.
no other {whole noun} was ever so {whole good}.
it is no secret that {it was} {good}.

nothing:
there was nothing {bad} about {it}.
nothing about {it} was {bad}.
nothing about {it} was {bad}, all was {good}.
nothing {annoyed} (me|us).
nothing {failed}.
{it was} nothing short of {great}.
nothing else was as {good} as {it}.

not only:
{it was} not only {good} but {great}.
{it was} not only {good} but also {good2}.
{it was} not only {good}: {that was} {that good} as well.
it was not only {it} that {impressed} us.
it was not only me who {loved} {whole}.

cannot:
I cannot say that {it was} {bad}.
I cannot call {it} {bad}.
I cannot call {it} {bad}, only {good}.
I cannot remember [even] one {unit bad} {unit noun}.
I cannot agree that {it was} {bad}.
I cannot say often enough how {good} {it was}.
I cannot deny that {it was} {good}.
one cannot but {love} {whole}.
(one|you) cannot overlook how {good} {it was}.

did not expect:
I did not expect that {whole} would {impress} me.
I did not expect to {love} {whole}, but I did.
I did not expect such a {whole good} {whole noun}.
I had not expected {it} to be so {good}.
I did not know that {it} could be so {good}.
it did not take long to see how {good} {it was}.
it did not surprise (me|us) that {it was} {good}.
"""
NEGATION = {
    name.removesuffix(":"): rows
    for name, *rows in (block.splitlines() for block in _NEGATION.strip().split("\n\n"))
}
NEGATORS = tuple(NEGATION)
