"""The table of faults: each row's number, what faults.md expects, and the function that makes it happen."""

from dataclasses import dataclass

ROWS = {}


@dataclass(frozen=True)
class Row:
    number: int
    fault: str
    expected: str
    run: object
    not_on: dict  # database → why the fault cannot exist there


def row(number, fault, expected, not_on=None):
    """Registers a function as one row. It takes a World and returns a sentence: what was seen."""

    def register(function):
        assert number not in ROWS, f"row {number} is there twice"
        ROWS[number] = Row(number, fault, expected, function, not_on or {})
        return function

    return register
