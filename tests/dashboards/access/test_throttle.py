import pytest

from dashboards.access.throttle import Throttle, place_of

HOME_ADDRESS, STRANGER = "192.0.2.1", "198.51.100.7"


class Clock:
    now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def throttle(people, clock):
    return Throttle(people.file, b"s" * 32, clock)


def tries_within(seconds, throttle, clock, name, address, person=None):
    """How many tries get through when somebody tries as often as possible."""
    end, got_through = clock.now + seconds, 0
    while clock.now < end:
        wait = throttle.admit(name, address, person).wait
        got_through += wait == 0
        clock.now += wait
    return got_through


def test_four_tries_are_free_then_the_wait_doubles_to_a_quarter_of_an_hour(throttle, clock):
    waits = []
    for _ in range(16):
        wait = throttle.admit("anna", HOME_ADDRESS, None).wait
        waits.append(wait)
        clock.now += wait
        if wait:
            assert throttle.admit("anna", HOME_ADDRESS, None).wait == 0
    assert waits[:4] == [0, 0, 0, 0]
    assert waits[4:9] == [1, 2, 4, 8, 16]
    assert max(waits) == 900


def test_a_day_of_guessing_gets_few_guesses(throttle, clock):
    assert tries_within(86_400, throttle, clock, "anna", STRANGER) < 120


def test_guessing_at_many_names_from_one_address_is_slow_too(throttle, clock):
    got_through = sum(throttle.admit(f"name{n}", STRANGER, None).wait == 0 for n in range(200))
    assert got_through == 20


def test_while_waiting_even_the_right_password_does_not_shorten_the_wait(throttle, clock, people):
    for _ in range(4):
        throttle.admit("anna", HOME_ADDRESS, None)
    assert throttle.admit("anna", HOME_ADDRESS, people.named("anna")).wait > 0
    assert throttle.admit("anna", HOME_ADDRESS, people.named("anna")).wait > 0


def test_being_right_forgives_the_mistyped(throttle, clock, people):
    anna = people.named("anna")
    for _ in range(30):
        for _ in range(3):
            made = throttle.admit("anna", HOME_ADDRESS, anna)
            assert made.wait == 0
        throttle.forgive(made, anna, HOME_ADDRESS)
        clock.now += 3_601


def test_strangers_cannot_keep_somebody_out(throttle, clock, people):
    anna = people.named("anna")
    throttle.forgive(throttle.admit("anna", HOME_ADDRESS, anna), anna, HOME_ADDRESS)
    for n in range(200):
        throttle.admit("anna", f"198.51.100.{n}", anna)
    assert throttle.admit("anna", HOME_ADDRESS, anna).wait == 0
    assert 0 < throttle.admit("anna", "203.0.113.9", anna).wait <= 30


def test_colleagues_at_one_address_do_not_keep_each_other_out(throttle, people):
    anna = people.named("anna")
    throttle.forgive(throttle.admit("anna", HOME_ADDRESS, anna), anna, HOME_ADDRESS)
    for n in range(40):
        throttle.admit(f"colleague{n}", HOME_ADDRESS, None)
    assert throttle.admit("sue", HOME_ADDRESS, people.named("sue")).wait > 0
    assert throttle.admit("anna", HOME_ADDRESS, anna).wait == 0


def test_an_account_of_ones_own_does_not_wash_off_tries_at_others(throttle, people):
    anna, got_through = people.named("anna"), 0
    for n in range(60):
        if n >= 10:
            throttle.forgive(throttle.admit("anna", STRANGER, anna), anna, STRANGER)
        got_through += throttle.admit(f"victim{n}", STRANGER, None).wait == 0
    assert got_through == 20


def test_of_tries_made_while_waiting_one_is_worth_a_line(throttle, clock):
    for _ in range(4):
        assert throttle.admit("anna", STRANGER, None).is_news
    assert [throttle.admit("anna", STRANGER, None).is_news for _ in range(50)] == [True] + 49 * [False]
    clock.now += 2
    assert throttle.admit("anna", STRANGER, None).is_news


def test_everything_is_forgotten_after_an_hour(throttle, clock):
    for _ in range(4):
        throttle.admit("anna", HOME_ADDRESS, None)
    clock.now += 3_601
    assert [throttle.admit("anna", HOME_ADDRESS, None).wait for _ in range(4)] == [0, 0, 0, 0]


def test_a_name_that_may_be_a_password_is_not_kept(throttle, people):
    throttle.admit("my secret phrase", HOME_ADDRESS, None)
    assert b"secret phrase" not in people.file.path.read_bytes()


def test_many_at_once_gain_nothing(people, clock):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as threads:
        waits = list(
            threads.map(lambda _: Throttle(people.file, b"s" * 32, clock).admit("anna", STRANGER, None).wait, range(40))
        )
    assert waits.count(0) == 4


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("not an address", "not an address"),
    ],
)
def test_a_place_is_an_address_or_the_network_of_a_household(address, place):
    assert place_of(address) == place
