"""Tags and what they hold."""

import pytest


@pytest.fixture
def tag(db):
    """Make a global tag with its intervals, each as (module, revision, first exp, first run, final exp, final run)."""

    from datasets.globaltags.models import GlobalTag

    def make(name, *held, state="OPEN", number=None, **more):
        made = GlobalTag.objects.create(number=number or GlobalTag.objects.count() + 1, name=name, **more)
        for module, revision, *numbers in held:
            add(made, module, revision, *numbers)
        if state != "OPEN":
            way = ("TESTING", "VALIDATED", "PUBLISHED", "INVALID")
            for step in (state,) if state == "RUNNING" else way[: way.index(state) + 1]:
                made.state = step
                made.save(update_fields=["state"])
            made.refresh_from_db()
        return made

    return make


def add(tag, module, revision, *numbers):
    """One more interval of a tag."""
    from datasets.globaltags.iov import Iov
    from datasets.globaltags.models import Payload, PayloadIov

    payload, _ = Payload.objects.get_or_create(
        module=module, revision=revision, defaults={"checksum": f"{module}-{revision}"}
    )
    iov = Iov.of(*numbers)
    return PayloadIov.objects.create(
        tag=tag,
        payload=payload,
        first_exp=iov.first_exp,
        first_run=iov.first_run,
        final_exp=iov.final_exp,
        final_run=iov.final_run,
    )
