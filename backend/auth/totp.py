"""The second factor: time-based codes (RFC 6238), each accepted once."""

import hmac
import time

import pyotp
import segno

ISSUER = "兰台 Lantai"
_PERIOD = 30
_DRIFT = 1


def new_secret() -> str:
    """A secret of 160 bits."""
    return pyotp.random_base32()


def address(secret: str, username: str) -> str:
    """The `otpauth:` address an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def picture(secret: str, username: str) -> str:
    """The same as a QR code, in a `data:` address."""
    return str(segno.make(address(secret, username), error="m").svg_data_uri(scale=5, border=2, dark="#182433"))


def step_of(secret: str, code: str, after: int | None) -> int | None:
    """The time step a code belongs to, None when it is wrong or not later than the last accepted step."""
    digits = "".join(code.split())
    if len(digits) != 6 or not digits.isascii() or not digits.isdigit():
        return None
    now = int(time.time()) // _PERIOD
    generator = pyotp.TOTP(secret)
    for step in range(now - _DRIFT, now + _DRIFT + 1):
        right = hmac.compare_digest(generator.generate_otp(step), digits)
        if right and (after is None or step > after):
            return step
    return None
