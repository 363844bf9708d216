"""What changes a support: one verb each. Pages, jobs, commands and the demonstration all call these."""

from tuilage.practice.support.actions.agreeing import agree, sentences
from tuilage.practice.support.actions.ending import abandon, close_support
from tuilage.practice.support.actions.following import (
    add_place,
    await_decision,
    decided,
    follow_up,
    leave_place,
)
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
    write_form,
)
from tuilage.practice.support.actions.project import (
    add_criterion,
    add_goal,
    add_step,
    done_step,
    drop_step,
    edit_goal,
    hold_review,
    reach_goal,
    remove_criterion,
)
from tuilage.practice.support.actions.regulating import close_without_news, reopen, undo_batch
from tuilage.practice.support.actions.resuming import complete_if_whole, resume
from tuilage.practice.support.actions.running import change_pace, engage, prolong
from tuilage.practice.support.actions.together import (
    add_shared_goal,
    leave_together,
    partners_of,
    propose_together,
)

__all__ = [
    "abandon",
    "add_criterion",
    "add_goal",
    "add_place",
    "add_shared_goal",
    "add_step",
    "agree",
    "await_decision",
    "cancel_handover",
    "change_pace",
    "close_support",
    "close_without_news",
    "complete_if_whole",
    "decided",
    "done_step",
    "drop_step",
    "edit_goal",
    "engage",
    "follow_up",
    "hold_by_post",
    "hold_review",
    "leave_place",
    "leave_together",
    "partners_of",
    "pass_due_handovers",
    "plan_handover",
    "prepare",
    "prolong",
    "propose",
    "propose_together",
    "reach_goal",
    "record_adhesion",
    "record_power",
    "record_team_opinion",
    "record_word",
    "remove_criterion",
    "reopen",
    "resume",
    "sentences",
    "set_duration",
    "take_back_adhesion",
    "take_up",
    "tell_project",
    "tick",
    "undo_batch",
    "write_form",
]
