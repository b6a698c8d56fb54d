import re
from pathlib import Path

import pytest

from bot.settings import BadSettings, Settings, load

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / ".env.example"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"TERTULIA_{name.upper()}", raising=False)


def mistake(**environment: str) -> str:
    """Say what `load` says to an operator whose environment this is."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(f"TERTULIA_{name.upper()}", value)
        with pytest.raises(BadSettings) as refused:
            load(None)
    return str(refused.value)


def test_every_setting_is_in_env_example() -> None:
    example = EXAMPLE.read_text(encoding="utf-8")

    for name, field in Settings.model_fields.items():
        assert f"# {field.description}\nTERTULIA_{name.upper()}=" in example


def test_env_example_holds_nothing_else() -> None:
    names = re.findall(r"^([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)

    assert names == [f"TERTULIA_{name.upper()}" for name in Settings.model_fields]


def test_env_example_is_what_is_taken_without_it() -> None:
    assert load(EXAMPLE) == load(None)


def test_env_example_holds_no_secret() -> None:
    settings = load(EXAMPLE)

    assert settings.token.get_secret_value() == ""
    assert settings.webhook_secret.get_secret_value() == ""


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_LISTEN", "[::1]:9000")
    monkeypatch.setenv("TERTULIA_KEY_FILE", "~/tertulia.key")

    settings = load(EXAMPLE)

    assert settings.listen == "[::1]:9000"
    assert settings.key_file == Path("~/tertulia.key").expanduser()
    assert settings.uses_webhook is False


def test_an_empty_variable_means_what_is_taken_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_POLL_TIMEOUT", "")

    assert load(None).poll_timeout == 30


def test_a_slash_at_the_end_of_the_server_is_forgiven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_API_URL", "http://127.0.0.1:8081/")

    assert load(None).api_url == "http://127.0.0.1:8081"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://example.org/telegram/updates", "/telegram/updates"),
        ("https://example.org", "/"),
        ("http://127.0.0.1:8443/hook", "/hook"),
        ("http://localhost/hook", "/hook"),
        ("http://[::1]:80/hook", "/hook"),
    ],
)
def test_updates_are_brought_to_the_webhook(
    url: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERTULIA_WEBHOOK_URL", url)
    monkeypatch.setenv("TERTULIA_WEBHOOK_SECRET", "a-secret_1")

    settings = load(None)

    assert settings.uses_webhook is True
    assert settings.webhook_path == path


def test_what_is_wrong_is_said_in_a_sentence_each() -> None:
    said = mistake(poll_timeout="soon", api_url="telegram", listen="8443")

    assert said.splitlines() == [
        "TERTULIA_API_URL: is not a web address: it must begin with https:// or http://.",
        "TERTULIA_LISTEN: must be host:port, for example 127.0.0.1:8443.",
        "TERTULIA_POLL_TIMEOUT: input should be a valid integer, unable to parse string as an integer.",
    ]


@pytest.mark.parametrize("listen", ["127.0.0.1", ":80", "host:http", "host:70000", "host:"])
def test_listen_is_host_and_port(listen: str) -> None:
    said = mistake(listen=listen)

    assert said == "TERTULIA_LISTEN: must be host:port, for example 127.0.0.1:8443."


@pytest.mark.parametrize("url", ["http://example.org/hook", "http://10.0.0.1/hook"])
def test_answers_do_not_travel_in_the_open(url: str) -> None:
    said = mistake(webhook_url=url, webhook_secret="s3cret")

    assert said == (
        "TERTULIA_WEBHOOK_URL: must begin with https://, since the answers of people travel to it."
    )


def test_a_webhook_address_ends_with_its_path() -> None:
    said = mistake(webhook_url="https://example.org/hook?key=1", webhook_secret="s3cret")

    assert said == "TERTULIA_WEBHOOK_URL: must end with its path, without ? and #."


def test_a_secret_which_telegram_would_refuse_is_refused_without_showing_it() -> None:
    said = mistake(webhook_secret="contraseña-canary")

    assert said == (
        "TERTULIA_WEBHOOK_SECRET: may hold only A-Z, a-z, 0-9, _ and -, and 256 characters at most."
    )


def test_a_mistyped_variable_is_pointed_out() -> None:
    said = mistake(tokn="123456:canary")

    assert said == "TERTULIA_TOKN is not a setting. Did you mean TERTULIA_TOKEN?"


def test_a_variable_that_resembles_no_setting_is_somebody_elses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERTULIA_BACKUP_BUCKET_NAME", "somewhere")

    assert load(None).log_level == "INFO"


def test_a_mistyped_line_in_the_file_is_pointed_out(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("TERTULIA_TOKN=123456:canary\n", encoding="utf-8")

    with pytest.raises(BadSettings) as refused:
        load(env_file)

    assert str(refused.value) == (
        "TERTULIA_TOKN in .env is not a setting. .env.example holds them all."
    )


def test_settings_show_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_TOKEN", "123456:canary-token")
    monkeypatch.setenv("TERTULIA_WEBHOOK_SECRET", "canary-secret")
    monkeypatch.setenv("TERTULIA_DATABASE_URL", "postgresql+psycopg://user:canary-word@host/name")

    settings = load(None)

    assert "canary" not in repr(settings) + str(settings)
