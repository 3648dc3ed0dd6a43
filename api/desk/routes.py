"""All pages of the desks."""

from fastapi import APIRouter

from api.desk import (
    boards,
    exports,
    funnel,
    gaps,
    health_pages,
    help_pages,
    home,
    keys,
    links,
    papers,
    people,
    register,
    training,
)

router = APIRouter()
for module in (
    home,
    funnel,
    gaps,
    boards,
    training,
    help_pages,
    papers,
    links,
    register,
    exports,
    health_pages,
    people,
    keys,
):
    router.include_router(module.router)
