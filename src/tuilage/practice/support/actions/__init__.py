"""What changes a support: one verb each. Pages, jobs, commands and the demonstration all call these."""

from tuilage.practice.support.actions.ending import abandon, close_support
from tuilage.practice.support.actions.handing_over import (
    cancel_handover,
    hold_by_post,
    pass_due_handovers,
    plan_handover,
    record_word,
    take_up,
    tick,
)
from tuilage.practice.support.actions.preparing import (
    prepare,
    propose,
    record_adhesion,
    record_power,
    record_team_opinion,
    set_duration,
    take_back_adhesion,
    tell_project,
)
from tuilage.practice.support.actions.project import (
    add_criterion,
    add_goal,
    add_step,
    done_step,
    edit_goal,
    hold_review,
    reach_goal,
    remove_criterion,
)
from tuilage.practice.support.actions.running import change_pace, engage, prolong

__all__ = [
    "abandon",
    "add_criterion",
    "add_goal",
    "add_step",
    "cancel_handover",
    "change_pace",
    "close_support",
    "done_step",
    "edit_goal",
    "engage",
    "hold_by_post",
    "hold_review",
    "pass_due_handovers",
    "plan_handover",
    "prepare",
    "prolong",
    "propose",
    "reach_goal",
    "record_adhesion",
    "record_power",
    "record_team_opinion",
    "record_word",
    "remove_criterion",
    "set_duration",
    "take_back_adhesion",
    "take_up",
    "tell_project",
    "tick",
]
