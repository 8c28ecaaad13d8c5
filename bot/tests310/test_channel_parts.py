from __future__ import annotations

import asyncio
import sys
import unittest

from bot.channel import absent, calls, signature
from bot.nlu.cipher import Cipher, CipherError

SECRET = b"s" * 32


class Signature(unittest.TestCase):
    def setUp(self) -> None:
        self.body = b'{"a":1}'
        self.stamp = "1700000000"
        self.proof = signature.sign(SECRET, self.stamp, self.body)

    def check(self, **changed: object) -> bool:
        given = {"secret": SECRET, "timestamp": self.stamp, "signature": self.proof, "body": self.body, "now": 1.7e9}
        return signature.verify(**{**given, **changed})  # type: ignore[arg-type]

    def test_a_fresh_signature_holds(self) -> None:
        self.assertTrue(self.check())
        self.assertTrue(self.check(now=1.7e9 + 60))
        self.assertTrue(self.check(now=1.7e9 - 60))

    def test_everything_else_does_not(self) -> None:
        for changed in (
            {"now": 1.7e9 + 61}, {"now": 1.7e9 - 61}, {"body": b'{"a":2}'}, {"secret": b"t" * 32}, {"secret": b""},
            {"timestamp": None}, {"signature": None}, {"timestamp": "1700000001"}, {"timestamp": "x"},
            {"timestamp": "1_700_000_000"}, {"timestamp": "１７００００００００"}, {"signature": self.proof.upper()},
            {"signature": "é" * 64}, {"timestamp": "9" * 40},
        ):  # fmt: skip
            with self.subTest(**{name: str(value) for name, value in changed.items()}):
                self.assertFalse(self.check(**changed))


class Calls(unittest.TestCase):
    def test_slashes_are_refused_in_every_form(self) -> None:
        for text in ("/a", " /a", "／a", "\u200b/a", "\ufeff ／a"):
            with self.subTest(text=text), self.assertRaises(calls.BadCall):
                calls.sentence(f'{{"message": "{text}"}}'.encode())

    def test_a_slash_inside_is_fine(self) -> None:
        self.assertEqual(calls.sentence('{"message": "中/英文"}'.encode())[0], "中/英文")


class Secrets(unittest.TestCase):
    def test_a_row_opens_in_its_own_conversation_only(self) -> None:
        cipher = Cipher("ab" * 32)
        blob = cipher.encrypt("秘密".encode(), "one")
        self.assertEqual(cipher.decrypt(blob, "one").decode(), "秘密")
        for damaged, place in ((blob, "two"), (blob[:-1] + b"x", "one"), (b"", "one"), (b"\x02abc", "one")):
            with self.assertRaises(CipherError):
                cipher.decrypt(damaged, place)

    def test_a_bad_key_is_refused(self) -> None:
        for key in ("", "xyz", "ab" * 31):
            with self.assertRaises(CipherError):
                Cipher(key)


class LeftOut(unittest.TestCase):
    def test_hollow_classes_can_be_named_and_subclassed_but_not_used(self) -> None:
        absent.leave_out(["no_such_library"])
        import no_such_library.deep as hollow
        from no_such_library import Thing, decorate

        class Child(Thing):
            pass

        @decorate
        def work() -> int:
            return 1

        self.assertEqual(work(), 1)
        self.assertTrue(hollow.anything.further)
        for use in (lambda: Thing(1, 2), lambda: Child("x"), lambda: hollow.function("x")):
            with self.assertRaises(absent.LeftOut):
                use()

    def test_a_loaded_library_cannot_be_left_out(self) -> None:
        with self.assertRaises(absent.LeftOut):
            absent.leave_out(["sys"])
        self.assertIn("sys", sys.modules)


class Locks(unittest.IsolatedAsyncioTestCase):
    async def test_one_turn_at_a_time_and_nothing_left_behind(self) -> None:
        absent.leave_out([name for name in absent.SERVING if name not in sys.modules])
        from bot.nlu.locks import ConversationLocks

        locks, order = ConversationLocks(), []

        async def turn(number: int) -> None:
            async with locks.lock("someone"):
                order.append(number)
                await asyncio.sleep(0)
                order.append(number)

        await asyncio.gather(*(turn(number) for number in range(5)))
        self.assertEqual(order, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
        self.assertEqual(len(locks), 0)

    async def test_a_turn_that_fails_or_is_cancelled_frees_the_conversation(self) -> None:
        from bot.nlu.locks import ConversationLocks

        locks = ConversationLocks()
        with self.assertRaises(ZeroDivisionError):
            async with locks.lock("someone"):
                raise ZeroDivisionError
        async with locks.lock("someone"):
            waiting = asyncio.ensure_future(self._hold(locks))
            await asyncio.sleep(0)
            waiting.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await waiting
        self.assertEqual(len(locks), 0)

    @staticmethod
    async def _hold(locks: object) -> None:
        async with locks.lock("someone"):  # type: ignore[attr-defined]
            pass


if __name__ == "__main__":
    unittest.main()
