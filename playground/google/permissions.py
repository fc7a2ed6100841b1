"""PermissionService: who may use a tuned model, and whose it is."""

import google.ai.generativelanguage as glm

from playground.google import creating, listing
from playground.google.errors import ApiError, invalid, taken
from playground.google.models import load
from playground.google.people import is_address
from playground.google.roles import Role, permission
from playground.google.service import Call
from playground.google.store import Row
from playground.google.wire import Json, mask, read, write

_OWNER = "The owner changes only by transferring ownership."


def create(call: Call) -> glm.Permission:
    model = load(call, Role.WRITER)
    wanted = read(glm.Permission, call.body)
    grantee, email = _grantee(wanted)
    row: Row = {
        "model": model["id"],
        "id": "everyone" if grantee == "EVERYONE" else creating.short_id(),
        "grantee": grantee,
        "email": email,
        "role": _role(wanted),
        "created": call.service.clock(),
    }
    store = call.service.store
    with store.writing():
        whose = "model = :model and grantee = :grantee and email = :email"
        sql = f"select * from permissions where {whose}"  # noqa: S608 - our own text
        same = store.row(sql, model=row["model"], grantee=grantee, email=email)
        if same or not store.insert("permissions", row):
            whom = email or "everyone"
            raise taken(f"A permission of tunedModels/{row['model']} for {whom}")
    return permission(row)


def get(call: Call) -> glm.Permission:
    load(call, Role.READER)
    return permission(_one(call))


def list_all(call: Call) -> Json:
    model = load(call, Role.READER)
    size = listing.size(call.number("pageSize", "page_size"))
    token, same = call.argument("pageToken", "page_token"), f"permissions {model['id']}"
    after = listing.place(token, same)
    rows = [
        row
        for row in call.service.roles.all(model["id"])
        if not after or (row["created"], row["id"]) > (after["created"], after["id"])
    ]
    shown = [write(permission(row), numbers=call.numbers) for row in rows[:size]]
    answer: Json = {"permissions": shown} if shown else {}
    if len(rows) > size:
        answer["nextPageToken"] = listing.token(rows[size - 1], same)
    return answer


def update(call: Call) -> glm.Permission:
    load(call, Role.WRITER)
    row = _one(call)
    paths = mask(call.argument("updateMask", "update_mask"))
    if paths not in (["role"], ["*"]):
        raise invalid("update_mask must be role: nothing else of a permission changes.", "role")
    role = _role(read(glm.Permission, call.body))
    if row["role"] == "OWNER":
        raise invalid(_OWNER, "permission.role")
    sql = "update permissions set role = :role where model = :model and id = :id returning *"
    changed = call.service.store.rows(sql, role=role, model=row["model"], id=row["id"])
    return permission(changed[0] if changed else row)


def delete(call: Call) -> Json:
    load(call, Role.WRITER)
    row = _one(call)
    if row["role"] == "OWNER":
        raise invalid(_OWNER, "permission.role")
    sql = "delete from permissions where model = :model and id = :id returning id"
    call.service.store.rows(sql, model=row["model"], id=row["id"])
    return {}


def transfer(call: Call) -> Json:
    """Make somebody else the owner; the old one becomes a writer."""
    model = load(call, Role.OWNER)
    email = read(glm.TransferOwnershipRequest, call.body).email_address.lower()
    if call.service.people.find(email) is None:
        raise invalid(f"{email or 'Nobody'} has no account here to own a model.", "email_address")
    if email == call.me:
        raise ApiError("FAILED_PRECONDITION", f"{email} is the owner already.")
    store = call.service.store
    values = {"model": model["id"], "email": email}
    with store.writing():
        sql = "update permissions set role = 'WRITER' where model = :model and role = 'OWNER'"
        store.rows(f"{sql} returning id", model=model["id"])
        whose = "model = :model and grantee = 'USER' and email = :email"
        sql = f"update permissions set role = 'OWNER' where {whose} returning id"  # noqa: S608
        if not store.rows(sql, **values):
            now = call.service.clock()
            more = {"id": creating.short_id(), "grantee": "USER", "role": "OWNER", "created": now}
            store.insert("permissions", values | more)
    return {}


def _one(call: Call) -> Row:
    return call.service.roles.one(call.path["id"], call.path["permission"])


def _role(wanted: glm.Permission) -> str:
    if wanted.role not in (glm.Permission.Role.READER, glm.Permission.Role.WRITER):
        owner = wanted.role == glm.Permission.Role.OWNER
        raise invalid(_OWNER if owner else "role must be READER or WRITER.", "permission.role")
    return wanted.role.name


def _grantee(wanted: glm.Permission) -> tuple[str, str]:
    email = wanted.email_address.lower()
    kinds = glm.Permission.GranteeType
    if wanted.grantee_type == kinds.EVERYONE:
        if email:
            raise invalid("A permission for everyone has no address.", "permission.email_address")
        return "EVERYONE", ""
    if wanted.grantee_type not in (kinds.USER, kinds.GROUP):
        text = "grantee_type must be USER, GROUP or EVERYONE."
        raise invalid(text, "permission.grantee_type")
    if not is_address(email):
        text = f"{wanted.email_address!r} is not an address of a person or group."
        raise invalid(text, "permission.email_address")
    return wanted.grantee_type.name, email
