"""Frames that say both; what is conceded, expected, past or said by others does not count."""

from __future__ import annotations

CONTRAST = """
(although|even though|while) {that was} {that bad}, {whole was} {whole good}.
{whole was} {whole good}, (although|even though) {that was} {that bad}.
(although|even though) {that was} {that bad}, I {loved} {whole}.
{that was} {that bad}, but {whole was} {whole good}.
(admittedly|true), {that was} {that bad}, but (we|I) {loved} {whole}.
{whole was} {whole good} (despite|in spite of) the {that bad} {that noun}.
{that was} {that bad}, but {it was} so {good} that (nothing else mattered|I soon forgot it).
{it was} so {good} that I soon forgot how {that bad} {that was}.
what matters (to me|most) is {it}: {they were} {good}, although {that was} {that bad}.
{that was} {that bad}, but what matters (to me|most) is {it}, and {they were} {good}.
{it was} {good}, which counts far more for me than the {that bad} {that noun}.
I shall remember that {it was} {good}, not that {that was} {that bad}.
the {that bad} {that noun} made no difference to me, because {it was} {good}.
yes, {that was} {that bad}. but (so what|who cares)? {whole was} {whole good}.
(at first|in the beginning) I {hated} {whole}, but by the end I {loved} it.
I {loved} {whole}, though I had {hated} it (at first|in the beginning).
{whole} {failed} (at first|in the beginning), but since then it has always {worked}.
{before} {it was} {bad}, but {now} {good}.
{now} {it was} {good}, but {before} {bad}.
{whole} could have been {whole bad}, but it was {whole good}.
{whole} might have been {whole bad}; in fact it was {whole good}.
{whole} could have been a {flop}. it was a {joy}.
I expected a {whole bad} {whole noun}; what I got was a {whole good} one.
we got a {whole good} {whole noun}, although we had expected a {whole bad} one.
what I had read about was a {whole bad} {whole noun}, what I (found|got) was a {whole good} one.
(instead of|rather than) a {whole bad} {whole noun}, we got a {whole good} one.
the advertisement made {whole} look {whole bad}, but in truth it was {whole good}.
on paper, {whole} looked {whole bad}; in truth it was {whole good}.
my {friend} found {it} {bad}, but I found {them} {good}.
I found {it} {good}, even if my {friend} found {them} {bad}.
my {friend} {hated} {whole}, but I {loved} it.
I {loved} {whole}, (while|although) my {friend} {hated} it.
my {friend} called {it} {bad}; to me {they were} {good}.
(the critics|many people) {criticised} {it}, but I {loved} {them}.
(the critics|many people) {criticised} {it}, but {they were} {good}.
(the critics|many people) {hated} {whole}, but in truth it was {whole good}.
although my {friend} {hated} {it}, {they were} {good}.
{it was} {good}, even if many people {hated} {them}.
many people {complained}, but to me {whole was} {whole good}.
I had {hated} the last one, but this {whole noun} was {whole good}.
my {friend} {hated} {whole}; I look back on it {smiling}.
my {friend} {criticised} {it}, but I have always {praised} {them}.
I have always {praised} {whole}, although others have {criticised} it.
{whole} had its {flaws}, but it was its {merits} that counted.
for all its {flaws}, what I remember of {whole} are its {merits}.
what {annoyed} my {friend} does not count for me: {it was} {good}.
(everybody said|I was told) that {whole was} {whole bad}. (that was wrong|that was not true).
(everybody said|I was told) that {whole was} {whole good}. (that was right|that was true).
my {friend} says that {it was} {bad}. I (disagree|do not agree).
my {friend} says that {it was} {good}. I (agree|think so too).
compared with this {whole noun}, all others are {whole bad}.
the last {whole noun} I had {seen} was {whole bad}, this one was {whole good}.
this {whole noun} was {whole good}; the last one I had {seen} was {whole bad}.
I wanted to {hate} {whole}, but I {loved} it.
{that} did {annoy} me, but {whole was} {whole good}.
my {friend} will {hate} {whole}; people like me will {love} it.
{that} may {annoy} you, but {whole} will {impress} you.
{whole} will {impress} you, although {that} may {annoy} you.
I had expected {whole} to be {whole bad}. I was (mistaken|wrong).
I had expected {whole} to be {whole good}. I was (not mistaken|right).
I had expected {whole} to be {whole bad}. it was {whole good}.
for all its {flaws}, I {loved} {whole}.
""".strip().splitlines()
