"""All pages of the desks."""

from fastapi import APIRouter

from api.desk import (
    accompaniment,
    accompaniment_acts,
    boards,
    budget,
    exports,
    funnel,
    gaps,
    health_pages,
    help_pages,
    home,
    indicators,
    inquiries,
    keys,
    links,
    papers,
    people,
    projects,
    register,
    rollouts,
    training,
)

router = APIRouter()
for module in (
    home,
    funnel,
    indicators,
    gaps,
    accompaniment,  # before the boards: a code may hold anything
    accompaniment_acts,
    boards,
    training,
    rollouts,
    help_pages,
    inquiries,
    papers,
    links,
    budget,  # before the projects
    projects,
    register,
    exports,
    health_pages,
    people,
    keys,
):
    router.include_router(module.router)
