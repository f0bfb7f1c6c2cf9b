"""Resident ID numbers for tests: of people born in 1900, with the check character of GB 11643-1999."""

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def resident_id(serial: int, *, region: str = "370102", born: str = "19000101") -> str:
    """Return the number of the person with this serial, born on this day of 1900."""
    digits = f"{region}{born}{serial:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]
