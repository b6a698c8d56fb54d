from reports.columns import Column, Question, columns_of


def asked(ref: str, label: str = "", kind: str = "text", **choices: str) -> Question:
    return Question(ref, ref.rpartition("/")[2], kind, label, choices)


def test_the_newest_order_and_words_lead_and_older_questions_follow() -> None:
    columns = columns_of(
        {
            1: [asked("/data/title", "Name"), asked("/data/dropped", "Gone"), asked("/data/year")],
            2: [asked("/data/year"), asked("/data/extra/title", "What is it called?")],
        }
    )

    assert [(column.name, column.label, column.refs) for column in columns] == [
        ("year", "", {2: "/data/year", 1: "/data/year"}),
        ("title", "What is it called?", {2: "/data/extra/title", 1: "/data/title"}),
        ("dropped", "Gone", {1: "/data/dropped"}),
    ]


def test_choices_of_all_versions_stay_and_the_newest_words_count() -> None:
    columns = columns_of(
        {
            1: [asked("/data/stage", kind="select_multiple", idea="Idea", gone="Ended")],
            2: [asked("/data/stage", kind="select_one", pilot="Pilot", idea="An idea")],
        }
    )

    assert columns == (
        Column(
            "stage",
            "select_multiple",
            "",
            {"pilot": "Pilot", "idea": "An idea", "gone": "Ended"},
            {2: "/data/stage", 1: "/data/stage"},
        ),
    )


def test_a_name_used_twice_is_told_apart_by_its_groups() -> None:
    columns = columns_of({1: [asked("/data/mother/age"), asked("/data/father/age")]})

    assert [column.name for column in columns] == ["mother/age", "father/age"]
