"""The trainer's desk: whom to train in what, invitations, who came and completed, before and after."""

from fastapi import APIRouter

from api.desk.training import agenda, by_hand, cohorts, effect, lists, meetings, proposals

router = APIRouter()
for _module in (agenda, by_hand, proposals, cohorts, meetings, lists, effect):
    router.include_router(_module.router)
