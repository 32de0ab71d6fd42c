import pytest

from dashboards.access.passwords import PasswordRefusedError, check_password, hash_password, is_password


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "PasswordPassword",
        "p@ssw0rd2026!",
        "Welcome123456!",
        "qwertyuiop[]",
        "123456789012",
        "abcdefghijkl",
        "aaaaaaaaaaaaaaaa",
        "letmeinletmein",
        "ChangeMe-2026!",
        "AnnaBerg202611",
        "admin_admin_1",
    ],
)
def test_what_everybody_tries_first_is_no_password(password):
    with pytest.raises(PasswordRefusedError, match="tried first"):
        check_password(password, "Anna Berg")


@pytest.mark.parametrize("password", ["", "elevenchars", "x" * 257])
def test_a_password_has_12_to_256_letters(password):
    with pytest.raises(PasswordRefusedError, match="letters"):
        check_password(password, "anna")


@pytest.mark.parametrize(
    "password", ["a long walk home", "zV9-pq2!LmRw", "grüne Wiese am Bach", "correct horse battery"]
)
def test_words_of_ones_own_are_taken(password):
    check_password(password, "anna")


def test_the_hash_is_argon2id_with_a_salt():
    kept = hash_password("a long walk home")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert kept != hash_password("a long walk home")
    assert is_password(kept, "a long walk home")
    assert not is_password(kept, "a long walk home ")


@pytest.mark.parametrize("kept", [None, "", "no hash"])
def test_nothing_is_the_password_of_an_account_without_one(kept):
    assert not is_password(kept, "nobody has this password")
    assert not is_password(kept, "")
