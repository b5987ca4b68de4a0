"""What is wrong with the connection to the assistant, and how to mend it, in words.

The keys are the ``problem`` of an answer (receiver_answer.py); ``detail`` goes with it.
"""

_SENTENCES = {
    "no_url": lambda env, _: env._(
        "The assistant's URL is missing. Enter it and save."
    ),
    "no_secret": lambda env, _: env._(
        "The secret is missing. Generate one, save, and give it to the assistant too."
    ),
    "bad_secret": lambda env, _: env._(
        "The secret is not in the right form: it begins with whsec_, followed by the "
        "base64 text of 24 to 64 bytes. Several are separated by a space. "
        "Generate a new one or copy it again from the assistant, whole."
    ),
    "not_http": lambda env, _: env._("The URL must begin with https:// (or http://)."),
    "no_host": lambda env, _: env._("The URL names no server. Copy it again, whole."),
    "credentials_in_url": lambda env, _: env._(
        "The URL holds a user name or a password. Leave them out: "
        "the secret is what the assistant recognises this Odoo by."
    ),
    "bad_url": lambda env, _: env._(
        "The URL cannot be understood. Copy it again, whole and without spaces."
    ),
    "host_unknown": lambda env, detail: env._(
        "No server of the name %s is known. Check the spelling of the URL, "
        "and that this server can resolve names (DNS).",
        detail,
    ),
    "nobody_listens": lambda env, detail: env._(
        "The server %s was reached, but nobody listens at this port. "
        "Check the port in the URL, and that the assistant is running.",
        detail,
    ),
    "certificate": lambda env, detail: env._(
        "The certificate of %s is not valid for it, out of date, or from an authority "
        "that this server does not know. Mend the certificate; it is not skipped.",
        detail,
    ),
    "tls": lambda env, detail: env._(
        "No encrypted connection to %s could be made. Check that it speaks HTTPS at "
        "this port (or that the URL should begin with http://).",
        detail,
    ),
    "proxy": lambda env, _: env._(
        "The proxy of this server did not let the connection through. Check the "
        "variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY of Odoo's service."
    ),
    "connect_timeout": lambda env, detail: env._(
        "The server %s does not answer to a connection. Check the URL, and that a "
        "firewall lets this server out.",
        detail,
    ),
    "timeout": lambda env, detail: env._(
        "The server %s took the connection but did not answer in time. "
        "Look at the assistant's logs; it may be overloaded.",
        detail,
    ),
    "connection_lost": lambda env, detail: env._(
        "The connection to %s was lost before an answer came. Try again; if it "
        "stays so, look at the assistant's logs and at firewalls in between.",
        detail,
    ),
    "redirect": lambda env, detail: env._(
        "The URL leads on to another address (%s). Signed messages are not sent on: "
        "enter the final address as the URL.",
        detail or env._("not named"),
    ),
    "wrong_path": lambda env, detail: env._(
        "The server answers, but not at this path (HTTP %s). "
        "The URL must end in /api/webhooks/odoo.",
        detail,
    ),
    "wrong_secret": lambda env, _: env._(
        "The assistant does not accept the signature: the secret here is not the one "
        "there (ODOO_WEBHOOK_SECRET). Copy it again, whole, in both places."
    ),
    "clock": lambda env, detail: _clock(env, detail),
    "replayed": lambda env, _: env._(
        "The assistant took this message for a repeat of an earlier one. Try again; "
        "if it stays so, look for something in between that repeats requests."
    ),
    "login_wanted": lambda env, _: env._(
        "Something in front of the assistant asks for a login. Allow calls without a "
        "login to it: every message is signed and checked by the assistant itself."
    ),
    "bad_input": lambda env, detail: env._(
        "The assistant could not read it (%s). The addon and the assistant may be of "
        "different versions: update both.",
        detail or env._("no reason given"),
    ),
    "too_large": lambda env, _: env._(
        "The assistant found it too large. A very long title is the usual reason."
    ),
    "busy": lambda env, _: env._(
        "The assistant has too much to do at the moment. It is tried again later."
    ),
    "server_error": lambda env, detail: env._(
        "The assistant reports an error of its own (HTTP %s). Look at its logs; "
        "nothing has to be changed here.",
        detail,
    ),
    "unexpected": lambda env, detail: env._(
        "The server answers in a way that the assistant never does (HTTP %s). "
        "Check that the URL is the assistant's.",
        detail,
    ),
    "not_the_receiver": lambda env, _: env._(
        "Something answers at this URL, but it is not the assistant. Check the server "
        "and that the URL ends in /api/webhooks/odoo."
    ),
    "refused_event": lambda env, detail: env._(
        "The assistant refused it: %s", detail or env._("no reason given")
    ),
    "too_old": lambda env, _: env._(
        "Given up: it could not be sent for seven days. See the connection's state in "
        "the settings, then send it again."
    ),
    "unreadable": lambda env, _: env._("It cannot be written as JSON."),
}


def sentence(env, problem, detail=""):
    """Give the sentence for ``problem`` in the language of ``env``."""
    return _SENTENCES[problem](env, detail)


def _clock(env, detail):
    if not detail or not -(10**9) < int(detail) < 10**9 or int(detail) == 0:
        return env._(
            "The assistant finds the time of the message wrong: this server's clock or "
            "the assistant's is off. Set this server's clock by a time server (NTP)."
        )
    if int(detail) > 0:
        return env._(
            "This server's clock is %s seconds ahead of the assistant's. "
            "Set it by a time server (NTP).",
            detail,
        )
    return env._(
        "This server's clock is %s seconds behind the assistant's. "
        "Set it by a time server (NTP).",
        detail.removeprefix("-"),
    )
