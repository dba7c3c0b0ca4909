"""The forms of verbs that actions are told with."""

import pytest

from decision_parser.parsing.remedies.verbs import list_forms
from decision_parser.sources import find_source

# Those that do more than take -s, -ing and -ed: base form, third person, gerund, what was or has been done.
FORMS = """
accommodate accommodates accommodating accommodated
agree agrees agreeing agreed
analyse analyses analysing analysed
apologise apologises apologising apologised
apply applies applying applied
assess assesses assessing assessed
bear bears bearing bore borne
begin begins beginning began begun
bring brings bringing brought
build builds building built
buy buys buying bought
cancel cancels cancelling cancelled
cap caps capping capped
carry carries carrying carried
clarify clarifies clarifying clarified
convey conveys conveying conveyed
copy copies copying copied
cut cuts cutting cut
deploy deploys deploying deployed
destroy destroys destroying destroyed
discuss discusses discussing discussed
do does doing did done
draw draws drawing drew drawn
embed embeds embedding embedded
empty empties emptying emptied
enrol enrols enrolling enrolled
establish establishes establishing established
feed feeds feeding fed
find finds finding found
fit fits fitting fitted
fix fixes fixing fixed
flag flags flagging flagged
get gets getting got
give gives giving gave given
hold holds holding held
issue issues issuing issued
keep keeps keeping kept
lay lays laying laid
learn learns learning learned learnt
leave leaves leaving left
let lets letting let
level levels levelling levelled
log logs logging logged
make makes making made
map maps mapping mapped
meet meets meeting met
notify notifies notifying notified
offer offers offering offered
pass passes passing passed
pay pays paying paid
plan plans planning planned
prune prunes pruning pruned
publish publishes publishing published
put puts putting put
re-assess re-assesses re-assessing re-assessed
re-hear re-hears re-hearing re-heard
re-make re-makes re-making re-made
re-run re-runs re-running re-ran re-run
rebuild rebuilds rebuilding rebuilt
refer refers referring referred
rehear rehears rehearing reheard
relet relets reletting relet
remake remakes remaking remade
remit remits remitting remitted
repay repays repaying repaid
reply replies replying replied
rerun reruns rerunning reran rerun
retake retakes retaking retook retaken
review reviews reviewing reviewed
rewrite rewrites rewriting rewrote rewritten
ring rings ringing rang rung
run runs running ran run
say says saying said
search searches searching searched
see sees seeing saw seen
seek seeks seeking sought
send sends sending sent
set sets setting set
show shows showing showed shown
speak speaks speaking spoke spoken
stop stops stopping stopped
strike strikes striking struck
submit submits submitting submitted
survey surveys surveying surveyed
sweep sweeps sweeping swept
take takes taking took taken
tell tells telling told
top tops topping topped
transfer transfers transferring transferred
trim trims trimming trimmed
undertake undertakes undertaking undertook undertaken
visit visits visiting visited
waltz waltzes waltzing waltzed
withdraw withdraws withdrawing withdrew withdrawn
write writes writing wrote written
zero zeroes zeroing zeroed
"""
CASES = [line.split() for line in FORMS.split("\n") if line]


@pytest.mark.parametrize("forms", CASES, ids=lambda forms: forms[0])
def test_verb_has_its_forms(forms: list[str]) -> None:
    """A verb is known in the forms that English gives it, and in no others."""
    verb, third, gerund, *past = forms
    expected: dict[str, dict[str, str]] = {}
    for form, words in (("base", [verb]), ("third", [third]), ("gerund", [gerund]), ("past", past)):
        for word in words:
            expected.setdefault(word, {})[form] = verb
    assert list_forms(frozenset({verb})) == expected


def test_form_of_two_verbs_is_known_as_both() -> None:
    """A word that is a form of two verbs has each under the form that it is of it."""
    assert list_forms(frozenset({"find", "found"}))["found"] == {"past": "find", "base": "found"}


def test_no_verb_of_the_vocabulary_is_doubled_or_kept_single_unseen() -> None:
    """Verbs of one short syllable, whose last letter is doubled, all stand in the table above."""
    seen = {forms[0] for forms in CASES}
    verbs = find_source("lgsco").vocabulary.remedies.verbs
    short = {
        verb
        for verb in verbs
        if len(verb) > 2
        and verb[-1] not in "aeiouwxy"
        and verb[-2] in "aeiou"
        and verb[-3] not in "aeiou"
        and sum(letter in "aeiou" for letter in verb) == 1
    }
    assert short <= seen
