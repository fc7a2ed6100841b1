"""What a stop and a start of the service leave as it was."""

from pathlib import Path

import google.ai.generativelanguage as glm
from google.oauth2.credentials import Credentials

from playground.google.settings import Settings
from playground.trainer.replay import ReplayTrainer
from tests.playground.google.local import BEN, Clients, serving


def test_models_permissions_operations_and_tokens_survive(
    settings: Settings, tmp_path: Path
) -> None:
    trainer = ReplayTrainer(tmp_path / "trainer", step_seconds=0.01)
    with serving(settings, trainer) as google:
        token, key = google.token(), google.service.api_key
        ada = Clients(google.url, Credentials(token))
        model = ada.created(id="kept", description="kept too")
        [operation] = ada.operations.list_operations(name=model.name, filter_="")
        permission = glm.Permission(grantee_type="USER", email_address=BEN, role="READER")
        ada.permissions.create_permission(parent=model.name, permission=permission)
        before = ada.permissions.list_permissions(parent=model.name).permissions
    trainer.close()
    trainer = ReplayTrainer(tmp_path / "trainer", step_seconds=0.01)
    with serving(settings, trainer) as google:
        assert google.service.api_key == key
        ada = Clients(google.url, Credentials(token))
        assert ada.models.get_tuned_model(name=model.name) == model
        assert ada.operations.get_operation(operation.name) == operation
        assert ada.permissions.list_permissions(parent=model.name).permissions == before
        assert google.clients(BEN).ask(model.name, "III").candidates
    trainer.close()
