from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.desks import load_desk
from pipeline.errors import ConfigError, NotFound

WHOLE = """
name = "City desk"
language = "en"
format = "brief"
disclaimer = "Machine-written; please check."
discussion_url = "https://paper.example/talk"
notes = ["notes/harbour.md"]
feeds = ["https://a.example/rss", {url = "https://b.example/atom", full_text = true}]
sitemaps = ["https://a.example/news.xml"]
urls = ["https://a.example/one"]
folders = ["examples"]
ports = [8080]

[filters]
languages = ["en", "de"]
max_age_hours = 48
keywords = ["harbour"]
exclude_keywords = ["sport"]
min_words = 120

[model]
name = "small"
base_url = "http://127.0.0.1:8000/v1"
temperature = 0.2
max_tokens = 900
prompt_price = 0.5
completion_price = 1.5

[licences]
"a.example" = "contract of 2026-03-01"

[schedule]
cron = "0 * * * *"
timezone = "Europe/Berlin"

[limits]
max_stories = 10
max_cost_per_story = 0.1
max_cost_per_run = 1
max_cost_per_day = 5
concurrency = 8

[alerts]
ping_url = "https://ping.example/1"
alert_url = "https://alert.example/1"
alert_command = "notify"

[stories]
grouping = "exact"
across_desks = true

[retention]
keep_sources_days = 30
"""


def _desk(tmp_path: Path, text: str) -> Path:
    (tmp_path / "city.toml").write_text(text)
    return tmp_path


def test_the_whole_schema_is_read(tmp_path: Path) -> None:
    desk = load_desk("city", _desk(tmp_path, WHOLE))
    assert desk.id == "city"
    assert [(f.url, f.full_text) for f in desk.feeds] == [
        ("https://a.example/rss", False),
        ("https://b.example/atom", True),
    ]
    assert desk.schedule is not None
    assert desk.schedule.timezone == "Europe/Berlin"
    assert desk.licences == {"a.example": "contract of 2026-03-01"}
    assert desk.limits.max_cost_per_run == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("langauge = 'en'\nname = 'x'", r"city\.toml:1: unknown key 'langauge'. Did you mean 'language'\?"),
        (
            "name = 'x'\n[limits]\nmax_storys = 2",
            r"city\.toml:3: unknown key 'max_storys' in \[limits\]. Did you mean 'max_stories'",
        ),
        ("language = 'en'", r"city\.toml:1: key 'name' is missing"),
        ("name = 'x'\nlanguage = 'English'", r"city\.toml:2: key 'language': must be an ISO 639 code"),
        ("name = 'x'\nurls = ['a.example']", r"city\.toml:2: key 'urls\[1\]': must be an http or https address"),
        ("name = 'x'\nfeeds = [{full_text = true}]", r"city\.toml:2: key 'url' is missing"),
        ("name = 'x'\nports = [0]", r"city\.toml:2: .*greater than or equal to 1"),
        ("name = 'x'\n[schedule]\ncron = 'hourly'", r"city\.toml:3: key 'schedule.cron': needs five fields, has 1"),
        ("name = 'x'\n[schedule]\ncron = '0 * * * *'\ntimezone = 'Mars'", r"city\.toml:4: .*must be a time zone"),
        (
            "name = 'x'\n[schedule]\ncron = '99 99 99 99 99'",
            r"city\.toml:3: key 'schedule.cron': is no cron expression",
        ),
        ("name = 'x'\n[limits]\nmax_cost_per_day = inf", r"city\.toml:"),
        ("name = 'x'\nurls = ['https://u:p@a.example/']", r"city\.toml:2: key 'urls\[1\]': must hold no user name"),
        ("name = 'x'\nurls = ['https://']", r"city\.toml:2: key 'urls\[1\]': must be an http or https address"),
        ("name = 'x'\nid = 'other'", r"city\.toml:2: unknown key 'id'"),
        ("name = 'x'\n[licences]\n'https://a.example' = 'contract'", r"city\.toml:3: .*must be a host"),
        ("name = 'x'\ndisclaimer = 'x'", r"city\.toml:2: key 'disclaimer'"),
        ("name = 'x'\n[limits]\nmax_cost_per_day = 0", r"city\.toml:3: .*greater than 0"),
        ("name = 'x'\n[stories]\ngrouping = 'fuzzy'", r"city\.toml:3: .*'off', 'exact' or 'story'"),
        ("name = 'x'\ndisclaimer = ''", r"city\.toml:2: key 'disclaimer': .*can't go out without"),
        ("name = 'x'\ndisclaimer = '\u200b\u200b'", r"city\.toml:2: key 'disclaimer'"),
        ("name = 'x", r"city\.toml:1: is not TOML"),
    ],
)
def test_a_mistake_is_one_line_with_file_line_and_key(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        load_desk("city", _desk(tmp_path, text))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["../city", "city.toml", "", "nope"])
def test_only_the_names_of_desk_files_are_desks(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound):
        load_desk(name, _desk(tmp_path, "name = 'x'"))
