"""What installing and uninstalling do beyond what Odoo does by itself."""

from odoo import Command


def post_init_hook(env):
    """Know the Meta leads that came before this addon, by their external ids."""
    env["g.assistant.receipt"]._adopt_earlier_leads()


def uninstall_hook(env):
    """Remove parameters that settings wrote; Odoo removes only what data files made.

    Leads and their external ids stay: they are how the suite, without the addon, keeps
    one lead for one Meta lead.
    """
    parameters = env["ir.config_parameter"].sudo()
    parameters.search([("key", "=like", "g\\_assistant\\_connector.%")]).unlink()
    _forget_foreign_keys(env)
    _retire_integration_user(env)


def _forget_foreign_keys(env):
    """Remove what Odoo keeps of a foreign key that this addon gave to another's table.

    The key itself goes with its column. Odoo 19 removes such rows only with a model.
    """
    env.cr.execute(
        """
        DELETE FROM ir_model_constraint
         USING ir_module_module
         WHERE ir_module_module.id = ir_model_constraint.module
           AND ir_module_module.name = %s
           AND ir_model_constraint.type = 'f'
        """,
        ("g_assistant_connector",),
    )


def _retire_integration_user(env):
    """Archive the integration's user: deleted, it would no longer name what it wrote.

    It keeps no key and no right. Its login becomes free for the next installation.
    """
    # Without external ids Odoo leaves both alone; the contact's is made by Odoo itself.
    names = ("user_integration", "user_integration_res_partner")
    data = env["ir.model.data"].search(
        [("module", "=", "g_assistant_connector"), ("name", "in", names)]
    )
    ids = data.filtered(lambda row: row.model == "res.users").mapped("res_id")
    data.unlink()
    for user in env["res.users"].browse(ids).exists():
        env["res.users.apikeys"].search([("user_id", "=", user.id)]).unlink()
        user.write(
            {
                "active": False,
                "login": f"{user.login}-{user.id}",
                "group_ids": [Command.set([env.ref("base.group_user").id])],
            }
        )
        user.partner_id.active = False
