from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import settings
from pipeline.errors import ConfigError, NotFound, UsageError


def _folder(tmp_path: Path, *, toml: str = "", desk: str = "", dotenv: str = "") -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "nutgraf.toml").write_text(toml)
    (tmp_path / "sources" / "city.toml").write_text('name = "City"\n' + desk)
    (tmp_path / ".env").write_text(dotenv)
    return tmp_path


def test_each_layer_wins_over_the_next(tmp_path: Path) -> None:
    folder = _folder(
        tmp_path,
        toml='model = "file"\ncontact = "desk@paper.example"\nformat = "brief"\n',
        desk='[model]\nname = "desk"\ntemperature = 0.9\n',
        dotenv="NUTGRAF_MODEL=dotenv\nNUTGRAF_TEMPERATURE=0.8\nNUTGRAF_SEED=5\n",
    )
    environment = {"NUTGRAF_MODEL": "environment", "NUTGRAF_TEMPERATURE": "0.7"}
    found = settings.load(folder, {"model": "flag"}, desk="city", environment=environment)
    assert (found.model, found.temperature, found.seed) == ("flag", 0.7, 5)
    assert (found.contact, found.format, found.language) == ("desk@paper.example", "brief", "en")
    assert settings.load(folder, {}, desk="city", environment={}).temperature == 0.8
    assert settings.load(folder, {"model": None}, environment=environment).model == "environment"


def test_a_desk_only_overrides_what_it_says(tmp_path: Path) -> None:
    folder = _folder(tmp_path, toml='language = "de"\n', desk='format = "brief"\n')
    found = settings.load(folder, {}, desk="city", environment={})
    assert (found.language, found.format) == ("de", "brief")


@pytest.mark.parametrize(
    ("environment", "embedded"),
    [
        ({}, True),
        ({"OPENAI_API_KEY": "sk-secret"}, False),
        ({"OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}, False),
        ({"OPENAI_API_KEY": "sk-secret", "NUTGRAF_MODEL": "embedded"}, True),
        ({"OPENAI_API_KEY": "  "}, True),
    ],
)
def test_the_embedded_model_is_used_without_an_endpoint_or_by_name(
    tmp_path: Path, environment: dict[str, str], embedded: bool
) -> None:
    assert settings.load(tmp_path, {}, environment=environment).uses_embedded is embedded


def test_a_key_is_shown_nowhere(tmp_path: Path) -> None:
    found = settings.load(tmp_path, {}, environment={"OPENAI_API_KEY": "sk-secret"})
    assert "sk-secret" not in repr(found) + found.model_dump_json()


@pytest.mark.parametrize(
    ("environment", "flags", "thing"),
    [
        ({"NUTGRAF_TEMPERATURE": "hot"}, {}, "NUTGRAF_TEMPERATURE"),
        ({"OPENAI_BASE_URL": "ftp://x"}, {}, "OPENAI_BASE_URL"),
        ({}, {"base_url": "localhost:8000"}, "--base-url"),
    ],
)
def test_an_impossible_value_names_where_it_came_from(
    tmp_path: Path, environment: dict[str, str], flags: dict[str, str], thing: str
) -> None:
    with pytest.raises(UsageError) as caught:
        settings.load(tmp_path, flags, environment=environment)
    assert caught.value.thing == thing


def test_a_key_in_nutgraf_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nutgraf\.toml:1: unknown key 'api_key'"):
        settings.load(_folder(tmp_path, toml='api_key = "sk-secret"\n'), {}, environment={})


def test_an_unknown_desk_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"desk 'cty': there is no such desk\. Known desks: city\."):
        settings.load(_folder(tmp_path), {}, desk="cty", environment={})
