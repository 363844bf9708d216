"""The table: each route, its method, its objects, and what each role gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# role -> who of the cast holds it
ROLES = {
    "secretary": "secretary",
    "case_worker": "keyworker",
    "head": "head",
    "partner": "town_partner",
    "policy": "policy_officer",
    "dpo": "dpo",
    "admin": "administrator",
}


@dataclass(frozen=True)
class Route:
    """One line. `codes`: one code for each role of ROLES in order ("200 200 … 404"); anonymous visitors sign in (302).

    `arguments` name objects of tests/template.py; `guards` are those of them behind row security.
    """

    name: str
    codes: str
    method: str = "GET"
    arguments: Mapping[str, str] = field(default_factory=dict)
    guards: tuple[str, ...] = ()
    anonymous: int = 302
    page: bool = True  # a whole page, to be walked by axe (not a file or a fragment)

    def expected(self) -> dict[str, int]:
        """Role -> code."""
        codes = [int(code) for code in self.codes.split()]
        if len(codes) == 1:
            codes *= len(ROLES)
        return {"anonymous": self.anonymous, **dict(zip(ROLES, codes, strict=True))}


ROUTES: list[Route] = [
    Route("forms:draft", "400", method="POST", anonymous=401),
    Route("journal:log", "404 404 404 404 404 200 404"),
    Route("journal:export", "404 404 404 404 404 200 404", page=False),
    Route("accounts:list", "404 404 404 404 404 404 200"),
    Route("accounts:create", "404 404 404 404 404 404 200"),
    Route("accounts:invitation", "410", anonymous=410),
    Route("accounts:open_invitation", "302", arguments={"token": "x"}, page=False),
    Route("accounts:one", "404 404 404 404 404 404 200", arguments={"pk": "account"}),
    Route("accounts:invite", "404 404 404 404 404 404 303", method="POST", arguments={"pk": "account"}),
    Route("accounts:close", "404 404 404 404 404 404 303", method="POST", arguments={"pk": "account"}),
    Route("accounts:reopen", "404 404 404 404 404 404 303", method="POST", arguments={"pk": "account"}),
    Route("accounts:unlock", "404 404 404 404 404 404 303", method="POST", arguments={"pk": "account"}),
    Route("accounts:second_factor", "404 404 404 404 404 404 303", method="POST", arguments={"pk": "account"}),
    Route("interface:session", "200", anonymous=200, page=False),
    Route("interface:style_guide", "404", anonymous=404),
    Route("territory:home", "200"),
    Route("territory:commune_search", "200", method="POST"),
    Route("territory:commune", "200", arguments={"pk": "commune"}),
    Route("territory:zone", "200", arguments={"pk": "zone"}),
    Route("territory:zonings", "200"),
    Route("territory:import_zoning", "404 404 404 404 200 404 404"),
    Route("organisations:teams", "200"),
    Route("organisations:team", "200", arguments={"team_id": "team"}),
    Route("organisations:add-absence", "404 404 422 404 404 404 404", method="POST", arguments={"team_id": "team"}),
    Route("organisations:remove-absence", "404", method="POST", arguments={"team_id": "team", "absence_id": "absence"}),
    Route("people:search", "200 200 200 404 404 404 404"),
    Route("people:create", "200 200 200 404 404 404 404"),
    Route("people:duplicates", "200 200 200 404 404 404 404", method="POST"),
    Route("people:edit", "200 200 200 404 404 404 404", arguments={"person_id": "person"}, guards=("person_id",)),
    Route("people:household", "200 200 200 404 404 404 404", arguments={"person_id": "person"}, guards=("person_id",)),
    Route("people:household_end", "200 200 200 404 404 404 404", arguments={"person_id": "person", "pk": "membership"}, guards=("person_id", "pk",)),
    Route("people:relation", "200 200 200 404 404 404 404", arguments={"person_id": "person"}, guards=("person_id",)),
    Route("people:relation_end", "200 200 200 404 404 404 404", arguments={"person_id": "person", "pk": "relation"}, guards=("person_id", "pk",)),
    Route("people:protection", "200 200 200 404 404 404 404", arguments={"person_id": "person"}, guards=("person_id",)),
    Route("people:protection_end", "200 200 200 404 404 404 404", arguments={"person_id": "person", "pk": "protection"}, guards=("person_id", "pk",)),
    Route("sharing:note_create", "200 200 200 404 404 404 404", arguments={"person_id": "person"}, guards=("person_id",)),
    Route("sharing:note_edit", "404 200 404 404 404 404 404", arguments={"pk": "note"}, guards=("pk",)),
    Route("sharing:note_drop", "404", arguments={"pk": "note"}, guards=("pk",)),
    Route("sharing:circle", "200 200 200 404 404 404 404", arguments={"person_id": "person"}, guards=("person_id",)),
    Route("sharing:leave", "200 200 200 404 404 404 404", arguments={"person_id": "person", "pk": "participation"}, guards=("person_id", "pk",)),
    Route("sharing:consent", "200 200 200 404 404 404 404", arguments={"person_id": "person"}, guards=("person_id",)),
    Route("sharing:consent_withdraw", "200 200 200 404 404 404 404", arguments={"person_id": "person", "pk": "consent"}, guards=("person_id", "pk",)),
    Route("sharing:break_glass", "303 303 303 404 404 404 404", arguments={"person_id": "person"}, guards=("person_id",)),
    Route("sharing:readers", "200 200 200 404 404 404 404", arguments={"person_id": "person"}, guards=("person_id",)),
    Route("agenda:rosters", "200 200 200 404 404 404 404"),
    Route("agenda:roster", "200 200 200 404 404 404 404", arguments={"team_id": "team"}),
    Route("agenda:roster_edit", "404 404 200 404 404 404 404", arguments={"team_id": "team"}),
    Route("agenda:roster_swap", "404 404 422 404 404 404 404", method="POST", arguments={"team_id": "team"}),
    Route("agenda:roster_serve", "404 404 422 404 404 404 404", method="POST", arguments={"team_id": "team"}),
    Route("agenda:roster_stop", "404", method="POST", arguments={"team_id": "team", "pk": "absence"}),
    Route("agenda:roster_undo", "404", method="POST", arguments={"pk": "absence"}),
    Route("reception:receive", "200 200 200 404 404 404 404"),
    Route("reception:likely", "200 200 200 404 404 404 404", method="POST"),
    Route("reception:themes", "200 200 200 404 404 404 404", method="POST"),
    Route("reception:list", "200 200 200 404 404 404 404"),
    Route("reception:request", "200 200 200 404 404 404 404", arguments={"pk": "request"}, guards=("pk",)),
    Route("reception:urgency", "200 200 200 404 404 404 404", arguments={"pk": "request"}, guards=("pk",)),
    Route("reception:answer", "200 200 200 404 404 404 404", arguments={"pk": "request"}, guards=("pk",)),
    Route("reception:outside", "200 200 200 404 404 404 404", arguments={"pk": "request"}, guards=("pk",)),
    Route("reception:attach", "200 200 200 404 404 404 404", arguments={"pk": "request"}, guards=("pk",)),
    Route("reception:undo_outside", "303 303 303 404 404 404 404", method="POST", arguments={"pk": "request"}, guards=("pk",)),
    Route("reception:undo_answer", "303 303 303 404 404 404 404", method="POST", arguments={"pk": "answer"}, guards=("pk",)),
    Route("reception:diagnose", "404 200 200 404 404 404 404", arguments={"person_id": "person"}, guards=("person_id",)),
    Route("reception:diagnose_compare", "404 200 200 404 404 404 404", arguments={"person_id": "person"}, guards=("person_id",)),
    Route("reception:framework", "200 200 200 404 200 404 404"),
    Route("reception:write_framework", "404 404 200 404 200 404 404"),
    Route("support:list", "200 200 200 404 404 404 404"),
    Route("support:propose", "404 200 200 404 404 404 404", arguments={"person_id": "person"}, guards=("person_id",)),
    Route("support:project", "200 200 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",)),
    Route("support:history", "200 200 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",)),
    Route("support:paper", "200 200 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",), page=False),
    Route("support:prepare", "404 303 303 404 404 404 404", method="POST", arguments={"pk": "support"}, guards=("pk",)),
    Route("support:tell", "404 200 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",)),
    Route("support:adhesion", "404 200 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",)),
    Route("support:take_back", "404 200 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",)),
    Route("support:duration", "404 200 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",)),
    Route("support:opinion", "404 404 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",)),
    Route("support:engage", "404 200 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",)),
    Route("support:abandon", "404 200 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",)),
    Route("support:goal_add", "404 200 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",)),
    Route("support:goal_edit", "404 200 200 404 404 404 404", arguments={"pk": "goal"}, guards=("pk",)),
    Route("support:goal_status", "404 200 200 404 404 404 404", arguments={"pk": "goal"}, guards=("pk",)),
    Route("support:criterion_add", "404 200 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",)),
    Route("support:criterion_remove", "404 200 200 404 404 404 404", arguments={"pk": "criterion"}, guards=("pk",)),
    Route("support:step_add", "404 200 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",)),
    Route("support:step_done", "404 303 303 404 404 404 404", method="POST", arguments={"pk": "step"}, guards=("pk",)),
    Route("support:review", "404 200 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",)),
    Route("support:prolong", "404 200 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",)),
    Route("support:pace", "404 200 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",)),
    Route("support:handover_plan", "404 200 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",)),
    Route("support:handover", "404 200 200 404 404 404 404", arguments={"pk": "handover"}, guards=("pk",)),
    Route("support:handover_cancel", "404 200 200 404 404 404 404", arguments={"pk": "handover"}, guards=("pk",)),
    Route("support:hold", "404 200 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",)),
    Route("support:take_up", "404 200 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",)),
    Route("support:close", "404 200 200 404 404 404 404", arguments={"pk": "support"}, guards=("pk",)),
    Route("observatory:home", "200"),
    Route("observatory:indicator", "200", arguments={"code": "code"}),
    Route("observatory:opened", "200 200 200 404 404 404 404", arguments={"code": "code"}),
    Route("plans:home", "200"),
    Route("plans:find", "200", method="POST"),
    Route("plans:import", "404 404 404 404 200 404 404"),
    Route("plans:plan", "200", arguments={"pk": "plan"}),
    Route("plans:action", "200", arguments={"pk": "action"}),
    Route("plans:sheet", "200", arguments={"pk": "action"}, page=False),
    Route("plans:follow_up", "404 404 404 404 200 404 404", arguments={"pk": "action"}),
    Route("desk:today", "200", anonymous=200),
    Route("desk:search", "200"),
    Route("desk:jump", "200", method="POST"),
    Route("desk:persons", "200 200 200 200 404 404 404"),
    Route("desk:person", "200 200 200 404 404 404 404", arguments={"person_id": "person"}, guards=("person_id",)),
]  # fmt: skip
# Signing in and one's own account: allauth's own tests hold them, ours walk the paths (tests/core/accounts).
ACCOUNT_ROUTES: tuple[str, ...] = (
    "None",
    "account_change_password",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_set_password",
    "account_signup",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "openid_connect_callback",
    "openid_connect_login",
    "socialaccount_connections",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
    "usersessions_list",
)
# Open without an account; the demonstration's two exist there only.
OPEN_TO_ALL: tuple[str, ...] = ("healthz", "set_language", "public:demo", "public:sign-in-as")
