"""Errors of WeChat's API: one tree, and the table from its codes into it.

WeChatError
├── Unreachable        the call did not reach WeChat's API: nothing was done (safe to try again)
│   └── Unconfirmed        the call went out and no answer came that can be read: it may have been done
└── ApiError(code)     WeChat answered with an errcode: nothing was done
    ├── TokenRejected      the access token is not accepted (after the one refresh)
    ├── Busy               a passing fault: back off and try again
    ├── QuotaReached       the day's calls are used up
    ├── WindowClosed       no customer-service message may be sent now (time or follow)
    ├── AllowanceSpent     the count of the window is used up
    ├── RecipientGone      this person cannot be reached at all
    ├── NoConsent          no subscription consent for this template
    ├── NotPermitted       the account lacks the right
    ├── AddressNotListed   our IP address is not on the account's list
    ├── BadAccount         app id or secret are wrong
    └── Rejected           the call itself is wrong (an unknown code lands here too)

No error carries a token, a secret or an address with either in it.
"""

import re

_IP = re.compile(r"invalid ip ([0-9a-fA-F.:]+)")


class WeChatError(Exception):
    """Base of everything that can go wrong with WeChat's API."""

    retryable = False


class Unreachable(WeChatError):
    """The call did not reach the platform, or something before it answered in its place."""

    retryable = True

    def __init__(self, api: str, reason: str) -> None:
        super().__init__(f"{api}: {reason}")
        self.api, self.reason = api, reason


class Unconfirmed(Unreachable):
    """Everything was sent and no answer came that can be read: whether the platform took it is not known."""


class ApiError(WeChatError):
    """WeChat answered with an error code."""

    def __init__(self, api: str, code: int, message: str = "") -> None:
        super().__init__(f"{api}: errcode {code}")
        self.api, self.code = api, code
        found = _IP.search(message)
        self.address = found[1] if found else ""


class TokenRejected(ApiError):
    """Neither the token nor its one refresh was accepted."""

    retryable = True


class Busy(ApiError):
    """The platform is busy or asks for a slower pace."""

    retryable = True


class QuotaReached(ApiError):
    """The daily quota of this call is used up."""

    retryable = True


class WindowClosed(ApiError):
    """The time in which we may write has passed."""


class AllowanceSpent(ApiError):
    """All messages of the present window are used."""


class RecipientGone(ApiError):
    """Not a follower, blocked, or not of this account."""


class NoConsent(ApiError):
    """The person did not consent to this notice, or the consent is used up."""


class NotPermitted(ApiError):
    """The account has no right to this call."""


class AddressNotListed(ApiError):
    """The caller's IP address is not on the account's list (`address` says which)."""

    retryable = True


class BadAccount(ApiError):
    """App id or secret are wrong."""


class Rejected(ApiError):
    """The call was refused for what it contained."""


TOKEN_CODES = frozenset({40001, 40014, 42001})

TABLE: dict[int, type[ApiError]] = {
    -1: Busy,
    45011: Busy,
    40001: TokenRejected,
    40014: TokenRejected,
    42001: TokenRejected,
    40013: BadAccount,
    40125: BadAccount,
    41002: BadAccount,
    41004: BadAccount,
    40164: AddressNotListed,
    89503: AddressNotListed,
    40003: RecipientGone,
    43004: RecipientGone,
    43019: RecipientGone,
    45009: QuotaReached,
    48006: QuotaReached,
    45015: WindowClosed,
    45047: AllowanceSpent,
    43101: NoConsent,
    48001: NotPermitted,
    61007: NotPermitted,
}


def from_code(api: str, code: int, message: str = "") -> ApiError:
    """The typed error of a code."""
    return TABLE.get(code, Rejected)(api, code, message)
