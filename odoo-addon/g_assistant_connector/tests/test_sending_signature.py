import base64

from odoo.tests import BaseCase, tagged

from ..sending.standard_webhooks import (
    MalformedSecretError,
    headers,
    make_secret,
    sign,
    signing_keys,
)


@tagged("post_install", "-at_install")
class TestSendingSignature(BaseCase):
    def test_it_signs_as_the_standards_own_example_does(self):
        # The test vector of the reference libraries (standard-webhooks, Python).
        keys = signing_keys("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        self.assertEqual(
            sign(
                keys,
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330,
                b'{"test": 2432232314}',
            ),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        )

    def test_a_made_secret_is_new_and_accepted(self):
        first, second = make_secret(), make_secret()
        self.assertNotEqual(first, second)
        self.assertEqual(
            [len(key) for key in signing_keys(f"{first} {second}")], [32] * 2
        )

    def test_several_secrets_sign_in_their_order(self):
        first, second = b"a" * 24, b"b" * 64
        both = headers((first, second), "msg_1", 5, b"{}")
        self.assertEqual(
            both["webhook-signature"],
            sign((first,), "msg_1", 5, b"{}")
            + " "
            + sign((second,), "msg_1", 5, b"{}"),
        )
        self.assertEqual(
            (both["webhook-id"], both["webhook-timestamp"]), ("msg_1", "5")
        )

    def test_malformed_secrets_are_refused_without_being_repeated(self):
        def secret(size):
            return "whsec_" + base64.b64encode(b"k" * size).decode()

        for text in (
            "",
            "  ",
            "password",
            secret(23),
            secret(65),
            secret(32)[6:],
            secret(32)[:-1],
            secret(32) + "!",
            secret(32).replace("whsec_", "WHSEC_"),
            secret(32) + ",",
            "whsec_ключ",
            secret(32) + " x",
        ):
            with self.assertRaises(MalformedSecretError) as caught:
                signing_keys(text)
            self.assertNotIn(text or "?", str(caught.exception))
            self.assertIsNone(caught.exception.__cause__)
        self.assertEqual(signing_keys(secret(24)), (b"k" * 24,))
        self.assertEqual(signing_keys(f"\n{secret(64)}\t"), (b"k" * 64,))
