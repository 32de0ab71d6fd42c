import pytest

from dashboards.access.places import checked_next


@pytest.mark.parametrize("wish", ["/", "/trends?p=7d&team=Billing", "/reps/Kim%20Adams", "/download/teams.csv?p=7d"])
def test_pages_of_ours_are_gone_to(wish):
    assert checked_next(wish) == wish


@pytest.mark.parametrize(
    "wish",
    [
        *(
            "",
            "trends",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example/",
        ),
        *("javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", "\t//evil.example", "/x\r\nSet-Cookie: a=b"),
        *("//evil.example:80@127.0.0.1/", "//[", "/sign-out", "/sign-in?next=/", "/_dash-layout", "/" + "x" * 3000),
    ],
)
def test_anything_else_leads_to_the_first_page(wish):
    assert checked_next(wish) == "/"
