"""The departments, the users, and by what they come in."""

from accounts.models.credentials import ApiToken, PasswordLink, SecondFactor, Session
from accounts.models.departments import Department
from accounts.models.users import FormerPassword, User

__all__ = ["ApiToken", "Department", "FormerPassword", "PasswordLink", "SecondFactor", "Session", "User"]
