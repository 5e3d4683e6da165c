"""The pages: one button on each, one's own lists, and nothing that is another's."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from datasets.campaigns.models import Campaign
from datasets.following.models import Analysis, Follow, News, Reader, Reading, SavedSearch, Use
from datasets.skims.models import Skim
from tests.datasets.conftest import mc


@pytest.fixture
def pages(collection):
    made = collection("mixed_v1", mc(1))
    skim = Skim.objects.create(code="15640100", name="skim")
    campaign = Campaign.objects.create(name="MC15rd_b", kind="mc_rd")
    return {"dataset": made.members.get().dataset, "collection": made, "campaign": campaign, "skim": skim}


def text(answer):
    return answer.content.decode()


@pytest.mark.parametrize("kind", ["dataset", "collection", "campaign", "skim"])
def test_the_button_of_each_page_follows_and_unfollows(member, personas, pages, kind):
    thing = pages[kind]
    url = reverse("follow", args=[kind, thing.pk])
    page = text(member.get(thing.get_absolute_url()))
    assert f'action="{url}"' in page
    assert 'value="follow"' in page
    told = text(member.post(url, {"move": "follow"}, follow=True))
    assert "You follow" in told
    assert 'value="unfollow"' in told
    assert Follow.objects.get().user == personas["member"]
    listed = text(member.get(reverse("following")))
    assert "1 followed sample" in listed
    assert f'href="{thing.get_absolute_url()}"' in listed
    member.post(url, {"move": "unfollow"})
    assert not Follow.objects.exists()


def test_what_is_not_there_or_asked_for_is_refused(member, pages, collection):
    test = collection("mixed_v2", mc(1), published=False)
    assert member.post(reverse("follow", args=["collection", test.pk]), {"move": "follow"}).status_code == 404
    assert member.post(reverse("follow", args=["run", 1]), {"move": "follow"}).status_code == 404
    assert member.post(reverse("follow", args=["dataset", pages["dataset"].pk]), {}).status_code == 400
    assert member.get(reverse("follow", args=["dataset", pages["dataset"].pk])).status_code == 405
    assert not Follow.objects.exists()


def test_a_followed_collection_leads_to_its_newest_published_version(member, personas, pages, collection, follows):
    follows(personas["member"], data_type="mc", family="mixed")
    second = collection("mixed_v2", mc(1))
    collection("mixed_v3", mc(1), published=False)
    page = text(member.get(reverse("following")))
    assert f'href="{second.get_absolute_url()}"' in page


def test_unfollowing_from_the_list_asks_and_is_ones_own(member, manager, personas, pages, follows):
    row = follows(personas["member"], dataset=pages["dataset"])
    url = reverse("follow_drop", args=[row.pk])
    assert f'href="{url}"' in text(member.get(reverse("following")))
    assert "will not be told" in text(member.get(url))
    assert manager.post(url).status_code == 404
    assert member.post(url).status_code == 302
    assert not Follow.objects.exists()


def test_ten_thousand_followed_datasets_are_a_paged_list(member, personas, datasets, django_assert_max_num_queries):
    rows = datasets(*(mc(run, prod=1) for run in range(1, 10_001)))
    Follow.objects.create(user=personas["member"], dataset=rows[0])
    member.get("/")
    cache.clear()  # the numbers of the sidebar are kept for some seconds
    with CaptureQueriesContext(connection) as few:
        member.get(reverse("following"))
    Follow.objects.bulk_create(Follow(user=personas["member"], dataset=row) for row in rows[1:])
    cache.clear()
    with django_assert_max_num_queries(len(few)):
        page = text(member.get(reverse("following")))
    assert "10,000 followed samples" in page
    assert page.count("Unfollow") < 60


def test_news_are_unread_until_opened_and_only_the_readers(member, manager, personas, pages, follows, announce):
    follows(personas["member"], dataset=pages["dataset"])
    for key in ("a", "b"):
        announce(key, subjects=[pages["dataset"]], text=f"News {key}.")
    News.objects.update(address=pages["dataset"].get_absolute_url())
    home = text(member.get("/"))
    assert "News a." in home
    assert "News a." not in text(manager.get("/"))
    row = Reading.objects.get(news__key="b")
    assert manager.get(reverse("news_open", args=[row.pk])).status_code == 404
    answer = member.get(reverse("news_open", args=[row.pk]))
    assert answer.url == pages["dataset"].get_absolute_url()
    page = text(member.get(reverse("news")))
    assert page.index("News a.") < page.index("News b.")  # the older one is unread
    assert "News a." not in text(member.get(reverse("news"), {"unread": "False"}))
    assert "1 unread news" in text(member.get(reverse("news_read")))
    member.post(reverse("news_read"))
    assert not Reading.objects.filter(read_at=None).exists()
    assert "News a." not in text(member.get("/"))


def test_who_lost_the_post_reads_no_news_of_tests(as_persona, personas, collection, follows, announce):
    made = collection("mixed_v2", mc(1), published=False)
    follows(personas["manager"], data_type="mc", family="mixed")
    announce(subjects=[made], text="About the test.")
    assert "About the test." in text(as_persona("manager").get(reverse("news")))
    personas.person("manager").appointments.all().delete()
    client = as_persona("manager")
    assert "About the test." not in text(client.get(reverse("news")))
    assert client.get(reverse("news_open", args=[Reading.objects.get().pk])).status_code == 404


def test_the_pace_of_the_mail_is_chosen_on_an_own_page(member, personas):
    url = reverse("news_settings")
    assert "every day" in text(member.get(url))
    assert member.post(url, {"digest": "hourly"}).status_code == 422
    member.post(url, {"digest": "off"})
    assert Reader.objects.get(user=personas["member"]).digest == "off"


def test_declaring_a_use_from_the_page_of_a_collection(member, manager, personas, pages):
    url = reverse("use", args=["collection", pages["collection"].pk])
    assert f'href="{url}"' in text(member.get(pages["collection"].get_absolute_url()))
    assert "Name the analysis" in text(member.post(url, {"title": " "}))
    assert member.post(url, {"title": "B to K* gamma", "paper": "https://papers.example/1"}).status_code == 302
    page = text(manager.get(pages["collection"].get_absolute_url()))
    assert "Used by" in page
    assert "B to K* gamma" in page
    assert "B to K* gamma" not in text(manager.get(pages["dataset"].get_absolute_url()))
    chosen = {"analysis": Analysis.objects.get().pk}
    member.post(reverse("use", args=["dataset", pages["dataset"].pk]), chosen)
    assert "B to K* gamma" in text(manager.get(pages["dataset"].get_absolute_url()))
    own = text(manager.get(Analysis.objects.get().get_absolute_url()))
    assert "Member Persona" in own
    assert "mixed_v1" in own
    assert "Edit" not in own.partition("<main")[2].partition("</main>")[0]
    assert manager.post(reverse("use", args=["dataset", pages["dataset"].pk]), chosen).status_code == 422


def test_an_analysis_is_changed_and_ended_by_its_contact(member, manager, personas, pages, uses):
    row = uses(personas["member"], collection=pages["collection"])
    analysis = row.analysis
    for name in ("analysis_edit", "analysis_drop"):
        assert manager.get(reverse(name, args=[analysis.pk])).status_code == 403
    assert manager.post(reverse("analysis_end", args=[analysis.pk])).status_code == 403
    member.post(reverse("analysis_edit", args=[analysis.pk]), {"title": "Renamed"})
    assert member.post(reverse("analysis_edit", args=[analysis.pk]), {"title": ""}).status_code == 422
    member.post(reverse("analysis_drop", args=[analysis.pk]), {"uses": [row.pk]})
    assert not Use.objects.exists()
    member.post(reverse("analysis_end", args=[analysis.pk]))
    analysis.refresh_from_db()
    assert (analysis.title, analysis.state) == ("Renamed", "ended")
    assert "already" in text(member.post(reverse("analysis_end", args=[analysis.pk]), follow=True))


def test_a_use_of_a_test_collection_is_not_told_to_those_who_do_not_see_it(
    as_persona, member, personas, pages, collection, uses
):
    test = collection("secret_v1", mc(1), published=False)
    row = uses(personas["manager"], collection=test)
    assert "secret_v1" in text(as_persona("manager").get(row.analysis.get_absolute_url()))
    assert "secret_v1" not in text(member.get(row.analysis.get_absolute_url()))
    listed = member.get(reverse("api-analyses-list"), {"col": ["title", "collections"]}).json()
    assert "secret_v1" not in str(listed)


def test_a_search_is_saved_opened_renamed_and_forgotten(member, manager, pages):
    query = "?event_type=ddbar&page=1"
    assert reverse("search_save", args=["datasets"]) not in text(member.get(reverse("datasets")))
    assert reverse("search_save", args=["datasets"]) in text(member.get(reverse("datasets") + "?event_type=ddbar"))
    url = reverse("search_save", args=["datasets"]) + query
    assert "event type ddbar" in text(member.get(url))
    assert member.post(url, {"name": ""}).status_code == 422
    page = text(member.post(url, {"name": "Mine", "followed": "on"}, follow=True))
    assert "/datasets/?event_type=ddbar" in page
    assert "Only you can see" in page
    made = SavedSearch.objects.get()
    assert (made.query, made.followed) == ("event_type=ddbar", True)
    assert "name" in text(member.post(url, {"name": "Mine"}))
    assert manager.get(made.get_absolute_url()).status_code == 404
    member.post(reverse("saved_search_rename", args=[made.pk]), {"name": "Ours"})
    member.post(reverse("saved_search_follow", args=[made.pk]), {"move": "unfollow"})
    made.refresh_from_db()
    assert (made.name, made.followed) == ("Ours", False)
    for verb in ("follow", "delete"):
        assert manager.post(reverse(f"saved_search_{verb}", args=[made.pk])).status_code == 404
    member.post(reverse("saved_search_delete", args=[made.pk]))
    assert not SavedSearch.objects.exists()


def test_a_search_that_cannot_be_read_says_what_is_wrong(member, personas, pages):
    made = SavedSearch.objects.create(
        user=personas["member"], name="Old", listing="datasets", query="flavour=up", followed=True
    )
    page = text(member.get(made.get_absolute_url()))
    assert "flavour: this list has no such filter" in page
    assert ">Open<" not in page
    assert member.get(reverse("search_save", args=["datasets"]) + "?flavour=up").status_code == 400
    assert member.get(reverse("search_save", args=["people"])).status_code == 404


def test_the_api_follows_and_reads(member, personas, pages, announce):
    url = reverse("api-follow", args=["collection", pages["collection"].pk])
    assert member.get(url).json() == {"followed": False}
    for _ in range(2):
        assert member.put(url).json() == {"followed": True}
    assert member.get(reverse("api-following-list")).json()["results"][0]["what"] == "mixed"
    announce(subjects=[pages["collection"]])
    (row,) = member.get(reverse("api-news-list")).json()["results"]
    assert (row["text"], row["unread"]) == ("The beam spot is wrong.", True)
    assert member.post(reverse("api-news-read", args=[row["id"]])).status_code == 204
    assert member.post(reverse("api-news-read-all")).json() == {"read": 0}
    assert member.delete(url).status_code == 204
    assert not Follow.objects.exists()
    assert member.put(reverse("api-follow", args=["collection", 0])).status_code == 404


@pytest.mark.parametrize("persona", ["outsider", "applicant"])
def test_who_does_not_see_the_catalogue_reaches_none_of_it(as_persona, pages, persona):
    client = as_persona(persona)
    for name in ("news", "following", "saved_searches", "analyses", "news_settings", "news_read", "analysis_new"):
        assert client.get(reverse(name)).status_code in (302, 403)
    assert client.put(reverse("api-follow", args=["dataset", pages["dataset"].pk])).status_code == 403
