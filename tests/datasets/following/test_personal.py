"""What somebody follows, uses, searched for and was told is told to the person, and goes with an erasure."""

from datasets.following import personal
from datasets.following.models import Analysis, Follow, News, Reader, Reading, SavedSearch, Use
from members.people.models import Person
from members.privacy import collecting
from tests.datasets.conftest import mc


def hold(personas, persona, collection, follows, uses, announce):
    user = personas[persona]
    made = collection(f"{persona}_v1", mc(1))
    follows(user, data_type="mc", family=persona)
    uses(user, f"Analysis of {persona}", collection=made)
    SavedSearch.objects.create(user=user, name=f"Search of {persona}", listing="datasets", query="run_from=1")
    announce(persona, subjects=[made], text=f"News for {persona}.")
    news = News.objects.create(
        kind="search", key=f"search:{persona}", text=f"Search of {persona}", address="/", needs="x"
    )
    Reading.objects.create(news=news, user=user)


def test_it_tells_one_person_all_of_the_own_and_nothing_of_others(personas, collection, follows, uses, announce):
    for persona in ("member", "delegate"):
        hold(personas, persona, collection, follows, uses, announce)
    found = dict(personal.collect(personas.person("member")))
    assert [row["Sample"] for row in found["Followed samples"]] == ["member"]
    assert [(row["Analysis"], row["Uses"]) for row in found["Declared analyses"]] == [
        ("Analysis of member", "member_v1")
    ]
    assert [row["Address"] for row in found["Saved searches"]] == ["/datasets/?run_from=1"]
    assert [row["News"] for row in found["News"]] == ["News for member.", "Search of member"]
    assert found["News by mail"] == [{"How often": "every day"}]
    everything = dict(collecting.sections(personas.person("member")))
    assert everything["Followed samples"] == found["Followed samples"]
    named = str(everything["Named in other records"])
    assert not any(name in named for name in ("Follow", "follow", "analysis", "saved search", "news"))


def test_all_of_it_goes_and_that_of_others_stays(personas, collection, follows, uses, announce):
    for persona in ("member", "delegate"):
        hold(personas, persona, collection, follows, uses, announce)
    went = personal.erase(personas.person("member"), personas["office"], "asked")
    assert went == {"followed samples": 1, "declared analyses": 1, "saved searches": 1, "news": 1}
    for model in (Follow, SavedSearch, Reader):
        assert [row.user for row in model.objects.all()] == [personas["delegate"]]
    assert Analysis.objects.get().contact == personas["delegate"]
    assert Use.objects.count() == 1
    assert {row.user for row in Reading.objects.all()} == {personas["delegate"]}
    assert not News.objects.filter(text="Search of member").exists()
    assert Person.objects.filter(user=personas["member"]).exists()
